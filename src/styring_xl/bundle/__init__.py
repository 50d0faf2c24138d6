"""An offline folder from which anyone sets Styring-XL up by a double-click: packages, workbook and start scripts."""
