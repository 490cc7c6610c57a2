"""The explorer as one file: data, style and script inside, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from kzaz_analysis.errors import KzazError, OutputError
from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.explorer.packing import packed
from kzaz_analysis.signature import DAY, TEXTS, YEAR, guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from kzaz_analysis.evidence.opened import Evidence

SCRIPTS = ("numbers.js", "forecast.js", "chart.js", "controls.js")
"""Parts of the script in their order, after `explorer.js` which they build on."""
POLICY = (
    "default-src 'none'",
    "img-src data:",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
)
"""Content security policy of the page, besides its one script by its hash."""
MOST_BYTES = 1_500_000
"""Size that no page exceeds."""


@guarded(series=TEXTS, as_of=DAY, first_year=YEAR)
def explore_file(
    path: str | PathLike[str],
    series: Sequence[str] = (),
    *,
    every_day: bool = True,
    as_of: str = "",
    first_year: int | None = None,
    home: str = "",
    evidence: Evidence | None = None,
) -> Path:
    """Write the explorer as one page that opens without Python and without network.

    Parameters
    ----------
    path : str or path
        File to write.
    series : sequence of str
        Series that can be chosen; all that can be projected when empty.
    every_day : bool
        Offer every day on which a figure was published; otherwise the days of the
        dataset's replays.
    as_of : str
        Only what had been published by this day.
    first_year : int, optional
        First year with which the page begins; the whole record when left out.
    home : str
        Address of an index that the page leads back to.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UsageError
        If there is no such series, or none can be projected.
    OutputError
        If the file cannot be written.
    """
    source = opened(evidence, as_of or None)
    content = packed(source, series, every_day=every_day, first_year=first_year)
    html = explorer_html(source, content, home)
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html, "utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}") from None
    return target


def explorer_html(
    evidence: Evidence, content: Mapping[str, Any], home: str = ""
) -> str:
    """Return the page of what was computed; equal content gives equal text.

    Parameters
    ----------
    evidence : Evidence
        What it rests on.
    content : mapping
        What `packed` returned.
    home : str
        Address of an index, or empty.

    Raises
    ------
    KzazError
        If the page would be larger than `MOST_BYTES`.
    """
    from kzaz_analysis import __version__  # noqa: PLC0415 - a circle otherwise

    script = "\n".join(map(_asset, ("explorer.js", *SCRIPTS)))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    html = environment.from_string(_asset("explorer.html.j2")).render(
        policy="; ".join((*POLICY, f"script-src 'sha256-{digest}'")),
        css=Markup(_css()),  # noqa: S704 - from the package
        script=Markup(script),  # noqa: S704 - from the package
        data=Markup(_embedded(content)),  # noqa: S704 - it holds no sign that ends it
        title="Where is it heading?",
        description=description(content),
        about=description(content),
        dataset=evidence.dataset.title,
        version=__version__,
        home=home,
    )
    size = len(html.encode())
    if size > MOST_BYTES:
        raise KzazError(
            f"the page would hold {size:,} bytes, more than {MOST_BYTES:,}; choose "
            "fewer series, or not every day"
        )
    return html


def description(content: Mapping[str, Any]) -> str:
    """Say what can be chosen."""
    views = [day for s in content["series"] for r in s["rules"] for day in r["days"]]
    days = {view["as_of"] for view in views} - {""}
    return (
        f"{len(content['series'])} series can be projected here, as known on any of "
        f"{len(days)} days and from all publications; levels and years are "
        "interpolated as the library does it."
    )


def _embedded(content: Mapping[str, Any]) -> str:
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return written.replace("<", "\\u003c")


def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text("utf-8")


def _css() -> str:
    """Style of the pages of reports, and of the explorer after it."""
    pages = files("kzaz_analysis") / "runner" / "render" / "templates" / "page.css"
    return f"{pages.read_text('utf-8').strip()}\n{_asset('explorer.css')}"
