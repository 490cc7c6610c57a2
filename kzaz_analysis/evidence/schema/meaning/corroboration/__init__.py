"""Rules that ask for corroboration: by the other reporter, another table, the words."""
