"""Charts of the projection report."""
