"""What changed since the run before, and because of what."""
