"""From a workbook to a ``Snapshot``: what each sheet and column is, and its rows as arrays. Start in
``snapshot.py``."""
