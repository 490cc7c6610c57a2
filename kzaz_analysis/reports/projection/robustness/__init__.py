"""What the projection depends on."""
