"""The statistics bureau of Kazakhstan: workbooks of trade by country, by edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from kzaz_analysis.countries import countries, named
from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.intake.importing.sheet import Exact, grid_of, sheet_names
from kzaz_analysis.evidence.sources.reading import (
    SourceReading,
    million,
    refuse_page,
    span,
    trade_frame,
)
from kzaz_analysis.evidence.sources.trade_flows import EXPORTS, IMPORTS, WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from kzaz_analysis.evidence.intake.importing.sheet import Grid
    from kzaz_analysis.evidence.sources.fetch import Answer
    from kzaz_analysis.evidence.sources.official import OfficialSource
    from kzaz_analysis.evidence.sources.reading import Fetch
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

LISTING = "/ru/industries/economy/foreign-market/spreadsheets/"
ELEMENT = "/api/iblock/element/{}/file/ru/"
REPORTER = "KAZ"
TOTAL = "всего"
FLOWS = {EXPORTS: "экспорт", IMPORTS: "импорт"}
UNIT, OTHER_UNITS = ("тыс", "долл"), ("млн", "млрд", "тенге", "тг")
MONTHS = (
    *("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр"),
    *("октябр", "ноябр", "декабр"),
)
LEAST_NAME, NEAR_NAME = 4, 0.8
"""Letters of a name that is looked for in another one, and how alike two may be."""
SUM_TOLERANCE = 0.001
"""Share by which the countries may miss the total, for rounding."""

_LINK = re.compile(r"/api/iblock/element/(\d+)/file/ru/?")
_MONTH = "|".join(f"{stem}\\w*" for stem in MONTHS)
_PERIOD = re.compile(rf"(?:январ\w*\s*[-–—]\s*({_MONTH})|({_MONTH}))?\s*(20\d\d)\s*г")
_DAY = re.compile(r"\b(\d{2})\.(\d{2})\.(20\d\d)\b")
_REPAIR = re.compile(
    r"технически[ея]\s+работ\w+|профилактически[ея]\s+работ\w+|временно\s+недоступ\w+"
    r"|техникалық\s+жұмыс\w*|(?:site )?(?:under )?maintenance|temporarily unavailable",
    re.IGNORECASE,
)
"""How a site in repair says so, in the languages of the bureau."""
_SHEET = re.compile(r"(?:(\d{1,2})_)?(20\d\d)")


@dataclass(frozen=True, slots=True)
class TradeEdition:
    """One workbook of the listing.

    Attributes
    ----------
    element : str
        Its number on the site.
    title : str
        As printed.
    year, month : int
        What it covers: January to this month of this year.
    stage : str
        ``final`` for a year as such, ``preliminary`` for months, also for all twelve.
    published_on : str
        Day beside the title; empty where there is none.
    """

    element: str
    title: str
    year: int
    month: int
    stage: str
    published_on: str


def ask(
    source: OfficialSource, wanted: Wanted, fetch: Fetch
) -> Iterator[SourceReading]:
    """Ask for the listings, then for each edition that is not on record yet."""
    editions: dict[str, TradeEdition] = {}
    for year in wanted.years:
        params = {"year": str(year), "name": "19182", "period": ""}
        page = fetch(source, LISTING, params | {"type": "spreadsheets"}, "text/html")
        editions |= {edition.element: edition for edition in read_listing(page)}
    if not editions:
        raise page.unfit(
            "no link to a workbook came", f"links such as {ELEMENT} would be right"
        )
    for edition in sorted(editions.values(), key=lambda e: (e.year, e.month, e.stage)):
        path = ELEMENT.format(edition.element)
        if (
            edition.year not in wanted.years
            or source.address + path in wanted.on_record
        ):
            continue
        answer = fetch(source, path, None, "application/vnd.ms-excel")
        yield SourceReading(
            answer,
            read(answer, edition, wanted.sides),
            f"{source.title}: {edition.title}",
            edition.published_on or answer.day,
            f"{edition.element}",
        )


class _Links(HTMLParser):
    """Collects links to workbooks, each with the text before it and its own."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[tuple[str, str]] = []
        self._element, self._words = "", [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match = _LINK.search(dict(attrs).get("href") or "") if tag == "a" else None
        if match:
            self._element = match[1]

    def handle_data(self, data: str) -> None:
        self._words.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._element:
            text = " ".join(filter(None, self._words))
            self.entries.append((self._element, text))
            self._element, self._words = "", []


def read_listing(page: Answer) -> list[TradeEdition]:
    """Read which editions a listing has.

    Raises
    ------
    SourceUnfit
        If it has links to workbooks but none says its period, or says that the site
        is in repair.
    """
    links = _Links()
    text = page.content.decode("utf-8", "replace")
    links.feed(text)
    if not links.entries and (words := _REPAIR.search(text)):
        raise page.unfit(
            f"a maintenance page came («{words[0]}»)", "the site will be back later"
        )
    editions = [_edition(element, text) for element, text in links.entries]
    dated = [edition for edition in editions if edition]
    if editions and not dated:
        raise page.unfit(
            f"none of {len(editions)} workbooks says its period",
            "titles such as «(2025г.)» or «январь-июль 2026г.» are read",
        )
    return dated


def _edition(element: str, text: str) -> TradeEdition | None:
    periods = list(_PERIOD.finditer(text.lower()))
    if not periods:
        return None
    last_month, single_month, year = periods[-1].groups()
    if single_month and not single_month.startswith(MONTHS[0]):
        return None  # one month alone is no sum from January on
    word = last_month or single_month or ""
    days = _DAY.findall(text)
    published = "-".join(reversed(days[-1])) if days else ""
    title = " ".join(_DAY.sub("", text).split())[-160:]
    month, stage = (_month_number(word), "preliminary") if word else (12, "final")
    return TradeEdition(element, title, int(year), month, stage, published)


def _month_number(word: str) -> int:
    """Return the number of a month; of "ма" and "март" the longer stem counts."""
    fitting = [n for n, stem in enumerate(MONTHS, 1) if word.startswith(stem)]
    return max(fitting, key=lambda n: len(MONTHS[n - 1]))


def read(answer: Answer, edition: TradeEdition, sides: tuple[str, ...]) -> pd.DataFrame:
    """Read one workbook: trade with the world and with the other sides.

    Returns
    -------
    pandas.DataFrame
        Columns `reading.TRADE`, amounts in million US dollars.
    """
    refuse_page(answer, "a workbook would be right")
    try:
        grid = _sheet(answer, edition)
    except UsageError as error:
        raise answer.unfit(f"{error}", "a workbook would be right") from error
    top = next((n for n, row in enumerate(grid) if _is_total(row)), None)
    if top is None:
        raise answer.unfit("no row «Всего» came", "its layout may have changed")
    _refuse_other_unit(answer, grid[:top])
    columns = {flow: _column(answer, grid[:top], word) for flow, word in FLOWS.items()}
    _refuse_other_sum(answer, grid[top:], columns)
    _refuse_other_name(answer, sides, grid[top:])
    return trade_frame(_figures(edition, sides, grid[top:], columns))


def _sheet(answer: Answer, edition: TradeEdition) -> Grid:
    """Return the sheet of the period that the edition is to cover."""
    names = sheet_names(answer.content, answer.address)
    for name in names:
        match = _SHEET.fullmatch(name.strip())
        covers = (int(match[2]), int(match[1] or 12)) if match else ()
        if covers == (edition.year, edition.month):
            return grid_of(answer.content, answer.address, name)
    raise answer.unfit(
        f"sheets {', '.join(names)} came",
        f"{edition.month:02d}_{edition.year}, as the title says, would be right",
    )


def _is_total(row: list[str]) -> bool:
    return any(cell.lower().strip(" :*") == TOTAL for cell in row[:2])


def _refuse_other_unit(answer: Answer, head: Grid) -> None:
    words = " ".join(cell.lower() for row in head for cell in row)
    right = "thousand US dollars (тыс. долларов США) would be right"
    if not all(part in words for part in UNIT):
        raise answer.unfit("another unit came, or none", right)
    other = [unit for unit in OTHER_UNITS if re.search(rf"\b{unit}\b", words)]
    if other:
        raise answer.unfit(f"the heading also says {', '.join(other)}", right)


def _column(answer: Answer, head: Grid, word: str) -> int:
    """Leftmost column under a heading; beside it stand shares and changes."""
    for column in range(len(head[0]) if head else 0):
        if any(row[column].lower().startswith(word) for row in head):
            return column
    raise answer.unfit(f"no column «{word}» came", "its layout may have changed")


def _refuse_other_sum(answer: Answer, rows: Grid, columns: dict[str, int]) -> None:
    for flow, column in columns.items():
        total, *parts = (
            Decimal(row[column]) for row in rows if isinstance(row[column], Exact)
        )
        if parts and abs(sum(parts) - total) > Decimal(SUM_TOLERANCE) * total:
            raise answer.unfit(
                f"the countries add up to {sum(parts):f} of {flow}",
                f"{total:f}, the row «Всего», would be right",
            )


def _refuse_other_name(answer: Answer, sides: tuple[str, ...], rows: Grid) -> None:
    """Refuse a row that is nearly, but not, called as a side that has no row.

    A side without any row had no trade; one whose name changed would be lost.
    """
    missing = {*sides} - {REPORTER} - {_partner(row) for row in rows}
    unknown = [row[0].strip(" *").lower() for row in rows if not _partner(row)]
    for country in sorted(missing):
        names = [name for name in countries()[country].names if len(name) >= LEAST_NAME]
        for label in unknown:
            near = get_close_matches(label, names, n=1, cutoff=NEAR_NAME)
            if near or any(name in label for name in names):
                raise answer.unfit(
                    f"no row of {countries()[country].name} came, but one of {label!r}",
                    f"{', '.join(sorted(names))} are read; its name may have changed",
                )


def _figures(
    edition: TradeEdition, sides: tuple[str, ...], rows: Grid, columns: dict[str, int]
) -> Iterator[tuple[str, ...]]:
    days = span(edition.year, 1, edition.month)
    for row in rows:
        partner = WORLD if _is_total(row) else _partner(row)
        if partner not in {WORLD, *sides}:
            continue
        for flow, column in columns.items():
            if isinstance(row[column], Exact):
                value = million(row[column], "thousand_USD")
                trade_flow = (REPORTER, partner, flow, "")
                yield (*trade_flow, *days, value, "million_USD", "A", edition.stage)


def _partner(row: list[str]) -> str:
    """ISO code of the country that a row is about; empty if of none."""
    labels = [cell for cell in row[:2] if cell and not isinstance(cell, Exact)]
    countries = (named(label.strip(" *")) for label in labels)
    return next((country.code for country in countries if country), "")
