"""The numbered list of sources, and the marks that lead to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from kzaz_analysis.display.exports.exportable import BesidePicture
from kzaz_analysis.display.grammar import DASH, day, year_runs
from kzaz_analysis.display.speech.language import ENGLISH, current
from kzaz_analysis.display.speech.phrases import in_full, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    SourceRows: TypeAlias = Callable[[list[str]], pd.DataFrame]


MOST_LISTED = 40
"""Sources up to which their list stands open; a longer one is folded away."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One entry of the list, as the sources table has it."""

    source: str
    publisher: str
    producer: str
    title: str
    published_on: str
    address: str
    licence: str

    def __str__(self) -> str:
        maker, title, when = self._parts()
        return f"{maker}: {title}; {when}"

    @property
    def html(self) -> str:
        """The entry, its English marked as such on a page in another language."""
        maker, title, when = map(escape, self._parts())
        if current() is not ENGLISH:
            maker = _in_english(maker)
            title = _in_english(title) if title == escape(self.title) else title
        return f"{maker}: {title}; {when}"

    def _parts(self) -> tuple[str, str, str]:
        producer = (
            f" ({self.producer})"
            if self.producer and self.producer != self.publisher
            else ""
        )
        title = in_full(self.title) if self.title else phrase("untitled")
        when = phrase(day(self.published_on) or "no date shown")
        return f"{self.publisher}{producer}", title, when


@dataclass(frozen=True, slots=True)
class SourceList(BesidePicture):
    """Sources of one page, numbered in the order given.

    Attributes
    ----------
    origins : tuple of Origin
        Number one first.
    homes : mapping of str to str
        The table of the page that shows a source first, by source id: the entry leads
        back there.
    """

    origins: tuple[Origin, ...] = field()
    homes: Mapping[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = {origin.source: n for n, origin in enumerate(self.origins, 1)}
        object.__setattr__(self, "numbers", numbers)

    def marks(self, sources: Iterable[str], *, html: bool) -> str:
        """Return the marks of some sources: links in HTML, else ``[1, 2]``.

        Raises
        ------
        KeyError
            If a source is not on the list: a number without origin may not be shown.
        """
        numbers = sorted({self.numbers[source] for source in sources})
        if not numbers:
            return ""
        if not html:
            return f" [{_runs(numbers)}]"
        links = ", ".join(
            f'<a href="#src-{n}" aria-label="{phrase(f"Source {n}")}">{n}</a>'
            for n in numbers
        )
        return f'<sup class="kz-ref">{links}</sup>'

    def marked(self, text: str, sources: Iterable[str], *, html: bool) -> str:
        """Return a sentence with its marks behind it."""
        return (escape(text) if html else text) + self.marks(sources, html=html)

    def anchor(self, source: str) -> str:
        """Id of the place on the page that the entry of a source leads back to."""
        return f"ref-{self.numbers[source]}"

    def named(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Describe some sources in the order of the list."""
        used = set(sources)
        return tuple(str(o) for o in self.origins if o.source in used)

    def records(self) -> list[dict[str, str]]:
        """Return the entries as data: ``id, text, address``."""
        return [
            {"id": o.source, "text": str(o), "address": o.address} for o in self.origins
        ]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a source, ``number, source, publisher, producer, title, ...``."""
        import pandas as pd  # noqa: PLC0415 - marks are written without it

        rows = [{"number": n, **asdict(o)} for n, o in enumerate(self.origins, 1)]
        return pd.DataFrame(rows)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The entries, in the order of the list."""
        return tuple(map(str, self.origins))

    def __repr__(self) -> str:
        return "\n".join(f"{n}. {o}" for n, o in enumerate(self.origins, 1))

    def _repr_html_(self) -> str:
        if not self.origins:
            none = phrase("No figure is shown, so there is no source.")
            return f"<p>{none}</p>"
        items = [self._item(n, o) for n, o in enumerate(self.origins, 1)]
        listed = '<ol class="kz-sources">' + "".join(items) + "</ol>"
        many = len(items) > MOST_LISTED
        return fold(phrase(f"{len(items)} sources"), listed) if many else listed

    def _item(self, number: int, origin: Origin) -> str:
        text = origin.html
        if origin.address.startswith(("http://", "https://")):
            address, link = escape(origin.address), phrase("link")
            text += f' <a href="{address}" rel="noopener">{link}</a>'
        if origin.source in self.homes:
            back = phrase(f"Back to source {number}")
            text += f' <a href="#ref-{number}" aria-label="{back}">↑</a>'
        return f'<li id="src-{number}">{text} <code>{escape(origin.source)}</code></li>'


def fold(summary: str, html: str) -> str:
    """Fold HTML away below one line; a browser unfolds it for a link that leads in."""
    return (
        f'<details class="kz-fold"><summary>{escape(summary)}</summary>{html}</details>'
    )


def _in_english(html: str) -> str:
    return f'<span lang="{ENGLISH.code}">{html}</span>'


def _runs(numbers: list[int]) -> str:
    """Write sorted numbers, three and more in a row as a range."""
    parts: list[str] = []
    for start, end in year_runs(numbers):
        whole = range(start, end + 1)
        long = f"{start}{DASH}{end}"
        parts += [long] if len(whole) > 2 else [str(number) for number in whole]
    return ", ".join(parts)


def source_list(
    sources: pd.DataFrame | SourceRows,
    places: Mapping[str, Iterable[Any]],
    rest: Iterable[Any] = (),
) -> SourceList:
    """Give the sources of a page their numbers.

    Parameters
    ----------
    sources : pandas.DataFrame or callable
        The sources table, or what returns its rows for some ids.
    places : mapping of str to iterable of str
        Source ids of each table of the page, by its name, in the order of the page.
    rest : iterable of str
        Further ids, which no table shows.

    Returns
    -------
    SourceList
        Each source once, numbered in the order of first use.
    """
    homes: dict[str, str] = {}
    for place, used in places.items():
        for source in used:
            homes.setdefault(source, place)
    cited = list(dict.fromkeys([*homes, *rest]))
    rows = sources(cited) if callable(sources) else sources
    by_source = rows.set_index("source")
    fields = ["publisher", "producer", "title", "published_on", "address", "licence"]
    origins = [
        Origin(source, **{f: str(by_source[f].get(source, "")) for f in fields})
        for source in cited
    ]
    return SourceList(tuple(origins), homes)
