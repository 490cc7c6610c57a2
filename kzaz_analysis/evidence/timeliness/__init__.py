"""How new the figures are, and when the next ones are due."""
