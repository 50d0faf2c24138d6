"""Postings from a ledger, whether a sheet of the workbook or an extract."""
