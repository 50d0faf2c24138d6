"""Several workbooks as the departments of one municipality: what they come to together, and their figures for BI."""
