"""Results into tables, charts and sentences: it rounds and draws, and computes nothing."""
