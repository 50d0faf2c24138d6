"""From a ``Snapshot`` to everything that is computed from it. Start in ``compute.py``."""
