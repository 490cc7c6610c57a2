"""The command ``kzaz explore``."""
