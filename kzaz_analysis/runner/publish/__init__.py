"""Pages under their final name, whole or not at all, and the record of it."""
