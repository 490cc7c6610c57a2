"""What official statistics changed: corrected rows, other choices, figures compared."""
