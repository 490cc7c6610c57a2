"""Columns, code lists, definitions and checks of the tables."""
