"""Which series the words around a figure name, by the titles of a catalogue."""
