"""A notebook of one's own, and JupyterLab opened on it."""
