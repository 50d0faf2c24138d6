"""Municipalities whose year-end is known: what the forecast is tried on. Plain loops that know nothing of the product."""
