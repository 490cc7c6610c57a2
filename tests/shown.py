"""Everything that a page shows, as words and as boxes, for the tests of display."""

from __future__ import annotations

import re
from html import unescape

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from kzaz_analysis.display.charts.chart import Chart
from kzaz_analysis.display.citing import SourceList
from kzaz_analysis.display.tables import Table
from kzaz_analysis.display.text import Prose
from kzaz_analysis.display.theme import NARROW, drawing

TAGS = re.compile(r"<[^>]+>")
NOT_WORDS = re.compile(
    r"\b(?:nan|NaN|None|NaT|inf)\b|<NA>|_|  | \.|\.\.|\s,|\(\)|-\d|\d %|\s$"
)
"""What a sentence never holds: missing values, ids, doubled marks, loose percents."""


def attributes(page):
    """Every public property of a page, by name."""
    kind = type(page)
    names = [n for n in dir(kind) if isinstance(getattr(kind, n), property)]
    return {n: getattr(page, n) for n in names if not n.startswith("_")}


def sentences(page):
    """Every sentence, alt text and title of a page, without its source marks."""
    found = {}
    for name, value in attributes(page).items():
        if isinstance(value, Prose):
            found |= {f"{name} {n}": s.text for n, s in enumerate(value.sentences)}
            found[f"{name} below"] = value.below
        elif isinstance(value, Chart):
            found[f"{name} alt"] = value.alt
        elif isinstance(value, str):
            found[name] = value
    return found


def cells(page):
    """Every header and cell of the tables of a page."""
    for name, value in attributes(page).items():
        if isinstance(value, Table):
            for row in (value.headers, *(row.cells for row in value.rows)):
                yield from ((f"{name}: {cell}", cell) for cell in row)


def html(page):
    """All that a browser gets, pictures apart."""
    shown = [v for v in attributes(page).values() if isinstance(v, Prose | Table)]
    shown.append(page.cite)
    return "".join(part._repr_html_() for part in shown if part is not None)


def plain(markup):
    """Text of a piece of HTML."""
    return unescape(TAGS.sub("", markup))


def texts(figure):
    """The words that a figure shows, each with its box in picture points."""
    with drawing(NARROW):
        canvas = FigureCanvasAgg(figure)
        renderer = canvas.get_renderer()
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
    """Hold a page against every rule that all pages keep."""
    for name, text in sentences(page).items():
        assert not NOT_WORDS.search(text), f"{name}: {text}"
    for name, text in cells(page):
        assert not re.search(r"\b(?:nan|NaN|None|NaT|inf)\b|<NA>", text), name
    for name, value in attributes(page).items():
        assert repr(value), name
        if isinstance(value, Chart):
            assert faults(value.figure) == [], name
            assert faults(value.narrow) == [], name
    check_marks(page)
    assert page.results.bundle()["title"] == page.title


def check_marks(page):
    """Every mark leads to an entry, every way back to a place on the page."""
    markup = html(page)
    ids = re.findall(r'id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= set(ids)
    assert isinstance(page.cite, SourceList)
