"""What earlier runs found, kept and looked up."""
