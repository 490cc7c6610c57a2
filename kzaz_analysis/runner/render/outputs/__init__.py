"""Outputs of cells as HTML, each shown or named as left out."""
