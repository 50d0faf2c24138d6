"""The words of a workbook that every room uses: cell, grid, column, formula, patch, and the protocol of a book."""
