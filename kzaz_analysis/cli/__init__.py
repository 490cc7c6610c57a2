"""The command line: one module a group, thin calls into the package."""
