"""Words that the field does not use, and what it says instead."""

import re

OLD = {
    r"\bbooks?\b": "reporter, mirror data",
    r"\bcame to\b": "was, reports",
    r"\bthe middle\b(?!\s+corridor)": "median forecast",
    r"\bits middle\b": "the median",
    r"\bwith a chance of \d": "prediction interval",
    r"\bwent astray\b": "calibrated on forecast errors",
    r"\bcame true\b": "observed frequency",
    r"\bforecasts were worth\b": "forecast evaluation",
    r"\bwhat came\b": "outturn",
    r"\bcame into\b": "empirical coverage",
    r"\bnot to be known beforehand\b": "best in hindsight only",
    r"\btold apart\b": "not significantly different from zero",
    r"\btold from zero\b": "not significantly different from zero",
    r"\bonly the years from\b": "estimation sample",
    r"\bpast spans\b": "past windows",
    r"\bhas to happen\b": "required growth by target year",
    r"\btold by what makes it up\b": "shortfall by component",
    r"\bon top\b": "a further",
    r"\bwould have said\b": "real-time analysis",
    r"\bknown when\b": "real-time analysis",
    r"\bheld against\b": "compared with",
    r"\bmost agreement is cheap\b": "most agreements are weak tests",
    r"\bsimply agree\b": "are inconsistent",
    r"\bmoved to the later level\b": "level-shift adjusted",
    r"\bgrowth in all\b": "cumulative growth",
    r"\bregardless of sign\b": "mean absolute revision",
    r"\bas likely reached by\b": "median year of attainment",
    r"\bask about\b": "target",
    r"\basked about\b": "target",
    r"\bintervals do not meet\b": "rounding ranges do not overlap",
    r"\bno reading helps\b": "rounding ranges do not overlap",
    r"\bheld for ever\b": "implied doubling time",
    r"\btable names no capacity\b": "no capacity constraint identified",
    r"\bpromise": "target (official), pledge (spoken)",
    r"\bpromising": "target (official), pledge (spoken)",
    r"\brefused\b": "not estimated",
    r"\bcannot be given\b": "not estimated",
    r"\bprovisional\b": "preliminary",
}
"""Words that pages do not use, and what they say instead."""

OF_MEASURES = {
    r"\brefused\b",
    r"\bcannot be given\b",
    r"\btold apart\b",
    r"\bwhat came\b",
    r"\bthe middle\b(?!\s+corridor)",
    r"\bprovisional\b",
}
"""Of these the plain sense, of files, requests and code lists, stays in prose."""

CODE = re.compile(
    r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)|\{\w+\}|--\w+", re.MULTILINE | re.DOTALL
)
"""What a text quotes from code: its names of columns are not words."""


def old_in(text, old=OLD):
    """Old words in a text, each with what stands around it."""
    return [
        (word[0], text[max(0, word.start() - 40) : word.end() + 40])
        for pattern in old
        for word in re.finditer(pattern, text, re.IGNORECASE)
    ]


def in_prose(text):
    """Old words in a text for readers of the handbook or the command, code left out."""
    plain = {
        pattern: term for pattern, term in OLD.items() if pattern not in OF_MEASURES
    }
    return old_in(CODE.sub(" ", text), plain)
