"""Processes that make pages, each page in one of its own."""
