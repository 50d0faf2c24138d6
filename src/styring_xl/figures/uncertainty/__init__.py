"""How sure the year's result is: from the workbook as read to the simulated year, and the lines that show it."""
