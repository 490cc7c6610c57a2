"""What was observed, claimed and targeted, by whom, and when it was published."""
