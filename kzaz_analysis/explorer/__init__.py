"""Projections to play with: choices computed beforehand, as a page and as a widget."""
