"""What reports share: the record of a series, its changes and results."""
