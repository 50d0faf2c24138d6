"""Municipalities whose year-end is known, to try the forecast on: plain loops that know nothing of the product."""
