"""Datasets on the command line: which one is read, a new one, what it allows."""
