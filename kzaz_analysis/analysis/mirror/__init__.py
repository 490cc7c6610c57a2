"""Both reporters of one flow."""
