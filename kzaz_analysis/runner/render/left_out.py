"""What a page cannot show: a line in its place, and an entry in the page's account."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kzaz_analysis.runner.render.outputs.ended import DEEPEST, ended, is_deep
from kzaz_analysis.runner.render.outputs.frames import framed
from kzaz_analysis.runner.render.outputs.pictures import is_readable

if TYPE_CHECKING:
    from kzaz_analysis.runner.render.outputs.file_links import LeftFiles

_SCRIPT = re.compile(r"<script\b.*?(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(style|title|template)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_SEEN = re.compile(
    r"<(?:img|svg|math|audio|video|picture|progress|meter|hr|input|button)\b",
    re.IGNORECASE,
)
_WAITING = re.compile(r"loading(?:\b[^.\u2026]{0,40}(?:\.\.\.|\u2026))?", re.IGNORECASE)
"""What stands where a script has yet to draw."""

_SHEET = re.compile(r"<style\b", re.IGNORECASE)
_SHEETS = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_MOST_RULES = 500_000
"""Signs of style sheets in one output; reading more takes seconds."""

_UNSHOWN = re.compile(
    r"<(?P<tag>iframe|frame|object|embed|applet|portal|form)\b[^>]*>"
    r"|<(?P<drawn>canvas)\b.*?(?:</canvas\s*>|\Z)"
    r"|<(?P<own>(?!annotation-xml|font-face|missing-glyph|color-profile)"
    r"[a-z][\w.]*-[\w.-]*)(?=[\s/>])[^>]*>\s*</(?P=own)\s*>"
    r"|<img\b(?![^>]*\b(?:src|srcset)\s*=)[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
"""Elements that show nothing where no script runs and nothing is fetched."""

_ACTS = re.compile(
    r"<[a-z][^<>]*?\son[a-z]{3,}\s*=",
    re.IGNORECASE,
)
_LEADING = re.compile(r"<(?:a|area|button|input)\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\s(?:(?:xlink:)?href|formaction)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)",
    re.IGNORECASE,
)
_DEAD = re.compile(
    r"(?P<kind>javascript|vbscript|file|data|blob|about):", re.IGNORECASE
)
_LINKS = re.compile(r"<a\b[^>]*\bhref\s*=", re.IGNORECASE)
_SAVED = re.compile(r"\sdownload\b", re.IGNORECASE)
_UNREAD = re.compile(r"[\x00-\x20\x7f]")
"""What browsers take out of an address."""
_ORDERS = re.compile(r"<meta\b[^>]*\bhttp-equiv[^>]*>|<base\b[^>]*>", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(
    r"<(?P<tag>img|source|audio|video|track|link|image|input|use)\b[^>]*?"
    r"\b(?:src|srcset|href)\s*=\s*"
    r"(?P<quote>[\"']?)(?P<address>(?!data:|#)[^\"'\s>]+)[^>]*>",
    re.IGNORECASE,
)
_IN_ITSELF = re.compile(
    r"<img\b[^>]*?\bsrc\s*=\s*([\"']?)data:(?P<kind>image/(?:png|jpe?g|gif|webp))"
    r";base64,(?P<content>[^\"'>]*)\1[^>]*>",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:poster|background)\s*=\s*[\"']?(?P<address>(?!data:|#)[^\"'\s>]+)|"
    r"(?:\burl\(|\bimage-set\(|@import\b(?:\s*url\()?)\s*[\"']?(?P<in_style>(?!data:|#)[^\"'\s)]+)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<style\b.*?</style\s*>|<[^>]+>", re.DOTALL | re.IGNORECASE)
_NO_SCRIPT = re.compile(r"</?noscript\b[^>]*>", re.IGNORECASE)
_PLAYER = re.compile(
    r"<(?P<player>audio|video)\b.*?</(?P=player)\s*>", re.DOTALL | re.IGNORECASE
)
_MAKERS = {
    "plotly": "an interactive chart of plotly",
    "vega": "an interactive chart of Altair",
    "bokeh": "an interactive chart of bokeh",
    "holoviews": "an interactive chart of HoloViews",
    "require(": "what a script would draw",
}
_LINKED = dict.fromkeys(("img", "image", "input", "use"), "a picture")
_LINKED["link"] = "a style sheet"
_EMBEDDED = dict.fromkeys(("iframe", "frame", "portal"), "an embedded page")
_EMBEDDED |= dict.fromkeys(("object", "embed", "applet"), "an embedded object")
_EMBEDDED["canvas"] = "a drawing that a script would make"
_EMBEDDED["form"] = "a form, as a page sends nothing"
_LONGEST = 120


@dataclass
class Account:
    """What is left out of a page.

    Attributes
    ----------
    cell : str
        Id of the cell at hand.
    entries : list of tuple
        Cell and what was left out, one for each output or part of it.
    files : LeftFiles or None
        What became of the files of the notebook, where that is known.
    """

    cell: str = ""
    entries: list[tuple[str, str]] = field(default_factory=list)
    files: LeftFiles | None = None

    def leave_out(self, description: str) -> str:
        """Note that something is left out; return the line that stands for it."""
        is_new = (self.cell, description) not in self.entries
        self.entries.append((self.cell, description))
        line = f'<p class="kz-left-out">Left out: {escape(description)}.</p>'
        return line if is_new else ""

    def framed(self, html: str, kind: str = "kz-output", seen_without: str = "") -> str:
        """Frame HTML without what the page's policy refuses, a line for each below.

        Parameters
        ----------
        html : str
            What an output or a text shows.
        kind : str
            Class of the frame; empty for what ends by itself, such as a picture.
        seen_without : str
            What to say where nothing is left to be seen; without it that is no loss.
        """
        content, lines = self._without_refused(html, seen_without)
        # What the output leaves open must not swallow the lines.
        frame = framed(content, kind) if content and kind else content
        return "\n".join(filter(None, (frame, *lines)))

    def _without_refused(self, html: str, seen_without: str) -> tuple[str, list[str]]:
        """Return HTML without what is refused, and the lines that stand for it."""
        content = ended(_NO_SCRIPT.sub("", _SCRIPT.sub("", html)))
        scripts = " ".join(_SCRIPT.findall(html))
        content, orders = _ORDERS.subn("", content)
        content, lines = self._without_endless(content)
        content, unshown = self._without_unshown(content)
        lines += unshown
        lines += [self.leave_out("an order to load another page")] if orders else []
        content, elsewhere = self._without_elsewhere(content)
        lines += elsewhere
        content, dead = self._without_dead(content)
        lines += dead
        words = " ".join(_UNSEEN.sub("", content).split())
        is_waiting = bool(seen_without and _WAITING.fullmatch(words))
        is_seen = _SEEN.search(content) or (words and not is_waiting)
        if scripts:
            lines.append(self.leave_out(maker(scripts) if not is_seen else "a script"))
        elif _ACTS.search(content):
            lines.append(self.leave_out("what a script would do"))
        elif not is_seen and not is_waiting and _SHEET.search(content):
            lines.append(self.leave_out("a style sheet for the whole page"))
        elif not is_seen and not lines and seen_without:
            lines.append(self.leave_out(seen_without))
        return content if is_seen else "", lines

    def _without_endless(self, content: str) -> tuple[str, list[str]]:
        """Leave out what would take too long to look at."""
        if is_deep(content):
            return "", [self.leave_out(f"HTML of more than {DEEPEST} levels")]
        sheets = _SHEETS.findall(content)
        if sum(map(len, sheets)) <= _MOST_RULES:
            return content, []
        line = self.leave_out(f"style sheets of more than {_MOST_RULES // 1000} kB")
        return _SHEETS.sub("", content), [line]

    def _without_unshown(self, content: str) -> tuple[str, list[str]]:
        """Take out elements that stay empty; return the lines that stand for them."""
        lines: list[str] = []

        def refused(match: re.Match[str]) -> str:
            own, tag = match["own"], match["drawn"] or match["tag"]
            what = _EMBEDDED[tag.lower()] if tag else "a picture without content"
            what = f"what a script would show as {own.lower()}" if own else what
            lines.append(self.leave_out(what))
            return ""

        return _UNSHOWN.sub(refused, content), lines

    def _without_dead(self, content: str) -> tuple[str, list[str]]:
        """Take out pictures that are broken, and links to files that are gone."""
        lines: list[str] = []

        def checked(match: re.Match[str]) -> str:
            if is_readable(match["kind"], unquote(match["content"])):
                return match[0]
            lines.append(self.leave_out("a picture that cannot be read"))
            return ""

        content = _IN_ITSELF.sub(checked, content)
        content = _LEADING.sub(lambda tag: self._led(tag[0], lines), content)
        if self.files:
            content = self.files.linked(
                content, lambda what: lines.append(self.leave_out(what))
            )
        return content, lines

    def _led(self, tag: str, lines: list[str]) -> str:
        """Take an address out of a tag where it leads nowhere on a page."""

        def checked(match: re.Match[str]) -> str:
            address = _UNREAD.sub("", unescape(match[1].strip("\"'")))
            dead = _DEAD.match(address)
            is_saved = dead and dead["kind"].lower() == "data" and _SAVED.search(tag)
            if dead is None or is_saved:
                return match[0]
            lines.append(self.leave_out(f"where a link led ({address[:_LONGEST]})"))
            return ""

        return _ADDRESS.sub(checked, tag)

    def drawing(self, svg: str) -> str:
        """Return a line for each part of a drawing that is not shown in a picture."""
        _, lines = self._without_elsewhere(svg)
        if _SCRIPT.search(svg) or _ACTS.search(svg):
            lines.append(self.leave_out("what a script would do in a drawing"))
        if _LINKS.search(svg):
            lines.append(self.leave_out("where parts of a drawing led"))
        return "\n".join(filter(None, lines))

    def _without_elsewhere(self, content: str) -> tuple[str, list[str]]:
        """Take out what would be fetched; return the lines that stand for it, too."""
        lines: list[str] = []

        def refused(match: re.Match[str]) -> str:
            part = _FROM_ELSEWHERE.search(match[0])
            if part is None or "data:" in match[0]:
                return match[0]
            linked = _LINKED.get(part["tag"].lower(), "sound or a film")
            address = part["address"][:_LONGEST]
            lines.append(self.leave_out(f"{linked} that lies elsewhere ({address})"))
            return ""

        content = _FROM_ELSEWHERE.sub(refused, _PLAYER.sub(refused, content))
        tags = " ".join(_TAG.findall(content))
        for behind in _BEHIND.finditer(tags):
            address = (behind["address"] or behind["in_style"])[:_LONGEST]
            what = f"a picture that lies elsewhere ({address})"
            lines.append(self.leave_out(what))
        return content, lines


def maker(text: str) -> str:
    """Say what a script, or the name of a kind of output, would have shown."""
    lower = text.lower()
    return next((of for name, of in _MAKERS.items() if name in lower), "a script")
