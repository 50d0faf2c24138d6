"""A workbook as a file: opened, locked, saved whole or not at all, logged and undone."""
