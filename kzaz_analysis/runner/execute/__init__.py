"""Notebooks executed in kernels, with a true outcome."""
