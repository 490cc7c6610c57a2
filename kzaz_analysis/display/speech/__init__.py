"""How pages speak: the language they are written in, and what things are called."""
