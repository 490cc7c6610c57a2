"""Figures that follow from published ones: sums, differences, levels before growth."""
