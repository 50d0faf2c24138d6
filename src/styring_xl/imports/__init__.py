"""Extracts from other systems brought into the workbook: read as they are, shown, placed once, and accounted for."""
