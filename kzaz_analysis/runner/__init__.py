"""Notebooks into pages; this room renders any notebook and knows no economics."""
