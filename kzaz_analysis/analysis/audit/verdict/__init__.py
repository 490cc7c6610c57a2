"""From readings of a pair of figures to its verdict."""
