"""Whole answers: one question, one series, the evidence and the analysis joined.

A study never fails because one measure cannot be computed: it keeps the reason in its
place, so that a report can say it.
"""
