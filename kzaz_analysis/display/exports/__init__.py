"""What stands alone: shows itself, is summed up, and goes into files."""
