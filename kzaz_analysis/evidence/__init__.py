"""What was observed, claimed and promised, by whom, and when it was published."""
