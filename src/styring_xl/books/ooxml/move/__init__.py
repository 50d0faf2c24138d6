"""Formulas, charts and rules that follow cells which have moved."""
