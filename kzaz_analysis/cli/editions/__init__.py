"""Commands that compare the record with an earlier edition of it."""
