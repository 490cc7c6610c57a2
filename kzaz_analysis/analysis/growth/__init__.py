"""Rates of growth and what they rest on."""
