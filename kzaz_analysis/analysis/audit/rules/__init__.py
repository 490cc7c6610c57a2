"""Which figures can be tested against each other, and how."""
