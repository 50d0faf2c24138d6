"""Workbooks as files and programs hold them."""
