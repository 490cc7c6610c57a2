"""The target-gap report: how far from a target."""
