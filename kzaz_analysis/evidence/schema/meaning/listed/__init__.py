"""Rules about the entries of lists: what they are called, and what converts."""
