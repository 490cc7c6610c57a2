"""Files beside a page: what it shows, to be taken elsewhere."""
