"""New figures: from a row, a table or a text."""
