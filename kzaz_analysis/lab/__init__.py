"""JupyterLab as home: a place to try things out, a first notebook, pages that open."""
