"""The audit report: which published figures contradict each other."""
