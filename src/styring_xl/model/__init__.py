"""What is true about the domain, as pure functions over NumPy arrays; knows no spreadsheet, no file and no clock."""
