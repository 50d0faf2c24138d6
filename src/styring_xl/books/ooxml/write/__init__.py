"""Cells, styles, strings and tables spliced into the XML of a part."""
