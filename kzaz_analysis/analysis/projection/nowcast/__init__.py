"""The running year from its published parts."""
