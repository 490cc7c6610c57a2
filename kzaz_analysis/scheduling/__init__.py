"""Runs at set times: one command, written down for whatever is to call it."""
