"""Commitments from *Disponering*, or a sheet of the user's own that is laid out otherwise."""
