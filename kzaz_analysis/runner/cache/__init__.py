"""What a page rests on: its key, and one copy of the tables for a run."""
