"""Executed notebooks as pages of HTML."""
