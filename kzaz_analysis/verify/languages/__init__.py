"""Languages besides English in which pages are verified."""
