"""Distance from a target, required growth, progress and status."""
