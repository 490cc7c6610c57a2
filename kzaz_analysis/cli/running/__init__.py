"""Options of a run, and how the command runs a plan."""
