"""Everything that a page shows, as words and as boxes, for the tests of display."""

from __future__ import annotations

import html as markup_language
import re
from collections import Counter
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.sentences import Prose
from kzaz_analysis.display.tables import Table
from kzaz_analysis.display.theme import NARROW, drawing

MISSING = re.compile(r"\b(?:nan|NaN|None|NaT|inf)\b|<NA>")
NOT_WORDS = re.compile(
    r"\b(?:nan|NaN|None|NaT|inf)\b|<NA>|_|  | \.|\.\.|\s,|\(\)|-\d|\d %|\s$"
)
"""What a sentence never holds: missing values, ids, doubled marks, loose percents."""


IDS = {"unit"}
"""Properties of a page that are ids, shown nowhere as they are."""


def attributes(page):
    """Every public property of a page, by name."""
    kind = type(page)
    names = [n for n in dir(kind) if isinstance(getattr(kind, n), property)]
    return {n: getattr(page, n) for n in names if not n.startswith("_")}


def sentences(shown):
    """Every sentence, alt text and title, without its source marks, by place."""
    found = {}
    for name, value in shown.items():
        if isinstance(value, Prose):
            found |= {f"{name} {n}": s.text for n, s in enumerate(value.sentences)}
            found[f"{name} below"] = value.below
        elif isinstance(value, Chart):
            found[f"{name} alt"] = value.alt
        elif isinstance(value, str) and name not in IDS:
            found[name] = value
    return found


def cells(shown):
    """Every header and cell of the tables, with the name of its table."""
    for name, value in shown.items():
        if isinstance(value, Table):
            for row in (value.headers, *(row.cells for row in value.rows)):
                yield from ((f"{name}: {cell}", cell) for cell in row)


def html(shown, cite):
    """All that a browser gets, pictures apart."""
    parts = [v for v in shown.values() if isinstance(v, Prose | Table)]
    return "".join(part._repr_html_() for part in [*parts, cite])


def texts(figure):
    """The words that a figure shows, each with its box in picture points."""
    with drawing(NARROW):
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        every = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text()]
        return [(t.get_text(), t.get_window_extent(renderer)) for t in every]


def faults(figure):
    """Texts of a figure that meet each other or leave it."""
    found = texts(figure)
    width, height = figure.get_size_inches() * figure.dpi
    wrong = [
        f"{words!r} leaves the figure"
        for words, box in found
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    for number, (words, box) in enumerate(found):
        wrong += [
            f"{words!r} meets {other!r}"
            for other, theirs in found[number + 1 :]
            if min(box.x1, theirs.x1) - max(box.x0, theirs.x0) > 1
            and min(box.y1, theirs.y1) - max(box.y0, theirs.y0) > 1
        ]
    return wrong


def check(page):
    """Hold a page against every rule that all pages keep; return what it shows."""
    shown = attributes(page)
    for name, text in sentences(shown).items():
        assert not NOT_WORDS.search(text), f"{name}: {text}"
    for name, text in cells(shown):
        assert not MISSING.search(text), name
    for value in shown.values():
        assert "object at 0x" not in repr(value)
    check_marks(html(shown, page.cite))
    assert shown["results"].bundle()["title"] == shown["title"]
    return shown


def check_marks(markup):
    """Every mark leads to an entry, every way back to a place on the page."""
    ids = re.findall(r'id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= set(ids)
    assert "<script" not in markup


FIGURE = re.compile(
    r"(?:USD|\u20ac|EUR) [\d.,]+(?: (?:thousand|million|billion))?"
    r"|\d[\d.,]* (?:thousand |million |billion )?(?:tonnes|TEU|persons|barrels)"
    r"|\d[\d.,]* %(?! prediction interval)"
)
"""A figure with its unit, as English pages write it; years and coverages are none."""


def said_too_often(page, most=2):
    """Figures that a page says more often than so in its title, words and tables."""
    parts = [str(page.title), page.answer._repr_html_()]
    for name in page.sections:
        part = getattr(page, name)
        if isinstance(part, Prose | Table):
            parts.append(part._repr_html_())
    text = markup_language.unescape(re.sub(r"<[^>]+>", " | ", " | ".join(parts)))
    counts = Counter(FIGURE.findall(re.sub(r"[\s\u00a0\u202f]+", " ", text)))
    assert counts, "no figure is told from other text"
    return {figure: count for figure, count in counts.items() if count > most}


TIMES = r"(?:.*_)?(?:years?|months|days|deadline|period|from|start|end|binds_in|h)"
SHARES = r".*_(?:pct|pp)|p_.+|panel_.+|brier.*|chance|tested"
COUNTS = r"counters|open|outturns|chances|forecasts|.*pairs|revisions|release|upward|apart|.*windows"
SAID_BY_NAME = re.compile(rf"{TIMES}|{SHARES}|{COUNTS}|.+, .+")
"""Columns of files whose name says what their numbers are in."""


def unstated(frame):
    """What a table for others leaves open: columns without a unit, rows of nobody."""
    numbers = [
        str(name)
        for name, column in frame.items()
        if is_numeric_dtype(column) and not is_bool_dtype(column)
        if column.notna().any() and not SAID_BY_NAME.fullmatch(str(name))
    ]
    units = [name for name in frame if re.search(r"(?:^|_)unit$", str(name))]
    bare = numbers if not units else []
    sources = frame.filter(regex=r"(?:^|_)sources?$").astype("object").fillna("")
    named = (sources != "").any(axis="columns")
    return bare + [f"row {n}" for n in frame.index[~named]]


def unstated_files(folder):
    """The same of every CSV and every sheet of numbers in a folder of files."""
    found = {}
    for path in sorted(Path(folder).rglob("*.csv")):
        if path.name not in ("contents.csv", "sources.csv"):
            found[str(path.relative_to(folder))] = unstated(pd.read_csv(path))
    for path in sorted(Path(folder).rglob("*.xlsx")):
        sheets = pd.read_excel(path, sheet_name=None, engine="openpyxl")
        for name in set(sheets) - {"README", "sources"}:
            found[f"{path.name}: {name}"] = unstated(sheets[name])
    assert found
    return {name: open_points for name, open_points in found.items() if open_points}
