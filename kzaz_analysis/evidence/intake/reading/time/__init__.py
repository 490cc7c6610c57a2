"""When a figure holds: the periods that a text names, and their days."""
