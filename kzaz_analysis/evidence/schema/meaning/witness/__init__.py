"""Rules that ask a second witness: the other reporter, another table, the words."""
