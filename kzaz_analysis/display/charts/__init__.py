"""Charts that speak: every picture carries the words that stand in for it."""
