"""What the pages of a suite have together: links to each other, and one archive."""
