"""Sheets read from their XML, with the places in it that an edit needs."""
