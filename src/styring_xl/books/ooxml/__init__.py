"""The package of a workbook: its entries, relationships and parts."""
