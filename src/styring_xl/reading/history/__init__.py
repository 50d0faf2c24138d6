"""*Historik*: the moments that earlier closings and revisions have kept."""
