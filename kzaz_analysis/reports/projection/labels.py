"""Names of methods and choices of a projection, for readers."""

from __future__ import annotations

from kzaz_analysis.display.grammar import possessive
from kzaz_analysis.display.speech.vocabulary import vocabulary

METHODS = {
    "naive": "no change (naive)",
    "rwd": "random walk with drift",
    "cagr5": "growth rate of the last five years",
    "theta": "theta method",
    "recent": "smoothed level with recent drift",
    "usual": "smoothed level with usual drift",
    "recent_level": "smoothed level with recent drift by amounts",
    "usual_level": "smoothed level with usual drift by amounts",
    "momentum": "fading momentum",
    "damped": "damped trend",
    "combination": "combination used here",
}
CHOICES = {
    "method": "Method",
    "jump_off": "Where the projection starts",
    "record": "Years it rests on",
    "rule": "Which reporter comes first",
}
STARTS = {
    "none": "the last figure, taken as certain",
    "rounding": "the last figure with its rounding",
    "releases": "every figure of the same reporter",
    "reporters": "every reporter's figure",
    "nowcast": "the running year's nowcast",
}
KINDS = {
    "books": "the reporter changes",
    "gap": "years are missing before it",
    "named": "given",
}


def method_name(method: str) -> str:
    """Name a method: "random walk with drift"."""
    return METHODS.get(method, method.replace("_", " "))


def option_name(choice: str, name: str) -> str:
    """Name one option of one choice for readers."""
    if name == "default":
        return "as chosen here"
    if choice == "record":
        variant, _, year = name.partition(" ")
        return variant_name(variant, int(year) if year else None)
    if choice == "rule":
        return rule_name(name)
    names = {"jump_off": STARTS, "method": METHODS}[choice]
    return names.get(name, name.replace("_", " "))


def rule_name(rule: str) -> str:
    """Name a rule of choice: "Georgia's first", or the one body that it takes."""
    code, _, place = rule.partition("_")
    if place not in ("first", "only") or not code.islower():
        return vocabulary().name(rule)
    return f"{possessive(vocabulary().inside(code.upper()))} {place}"


def variant_name(variant: str, year: object) -> str:
    """Name a variant of the record: "estimation sample from 2020"."""
    words = {
        "default": "as chosen here",
        "whole": "all years, reporters mixed and gaps filled in",
        "from": f"estimation sample from {year}",
        "shifted": f"years before {year} level-shift adjusted",
    }
    return words[variant]
