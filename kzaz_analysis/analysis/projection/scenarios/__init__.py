"""What named conditions imply."""
