"""Results into tables, charts and sentences: rounded and drawn, never computed."""
