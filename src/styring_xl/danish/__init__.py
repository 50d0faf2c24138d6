"""How Danish cells are read, and how figures, days and sentences are written."""
