"""The commands that bring figures into the tables."""
