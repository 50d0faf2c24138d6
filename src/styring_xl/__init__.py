"""Styring-XL: the workbook of a municipality's specialised social area does its own work."""

__version__ = "0.1.0"
