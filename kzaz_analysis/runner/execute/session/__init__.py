"""One execution of a notebook: papermill's engine ``kzaz`` and what it is made of."""
