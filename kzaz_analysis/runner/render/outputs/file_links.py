"""Links from an output to files: those beside the page, and those that are gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kzaz_analysis.runner.publish import artefacts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LINK = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*(?P<quote>[\"']?)(?P<address>[^\"'\s>][^\"'>]*)(?P=quote)"
    r"(?P<blank>\s+target='_blank')?[^>]*>(?P<words>.*?)</a\s*>",
    re.DOTALL | re.IGNORECASE,
)
_PAIR = 2
_ELSEWHERE = re.compile(r"[a-z][\w+.-]*:|#|//", re.IGNORECASE)
_SHOWN = (".svg", ".png", ".pdf", ".html", ".txt")
"""Endings of what a browser shows by itself; everything else is saved."""


@dataclass(frozen=True, slots=True)
class LeftFiles:
    """Files that a notebook left in its working folder, which goes with the run.

    Attributes
    ----------
    folder : pathlib.Path
        The working folder.
    archive : str
        Address of the archive of those that are kept.
    """

    folder: Path
    archive: str

    def linked(self, html: str, leave_out: Callable[[str], None]) -> str:
        """Let links to files that are kept lead there; take out those to others.

        Parameters
        ----------
        html : str
            What an output or a text shows. A link as `IPython.display.FileLink` makes
            it is to a file of the notebook, whether or not that is still there.
        leave_out : callable
            Told what a link led to that is not kept.
        """

        def led(match: re.Match[str]) -> str:
            address, words = unquote(unescape(match["address"])), match["words"]
            if _ELSEWHERE.match(address):
                return match[0]
            parts = [part for part in address.split("/") if part not in ("", ".")]
            name = "/".join(parts)
            path = self.folder / name
            is_there = ".." not in parts and path.exists()
            is_plain = is_there and path.is_file() and not path.is_symlink()
            if is_plain and parts[:1] == [artefacts.FOLDER]:
                return f'<a href="{escape(self.archive)}" download>{words}</a>'
            if not is_there and not (match["blank"] and address.endswith(words)):
                return match[0]
            kept = f"files in the folder {artefacts.FOLDER!r} are"
            leave_out(f"the file {name}, which is not kept with the page; {kept}")
            return words

        return _LINK.sub(led, html)


def with_links(piece: str, meta: Any, offered: Mapping[str, str]) -> str:
    """Put links to the files of an output below it.

    Parameters
    ----------
    piece : str
        HTML of the output; nothing is put below one that shows nothing.
    meta : mapping
        Metadata of the output: ``files``, words and name of each, and ``shows``, what
        they are about; each may be missing.
    offered : mapping of str to str
        Address of each file that lies beside the page, by its name.
    """
    files = meta.get("files") if hasattr(meta, "get") else None
    # A notebook may say anything there.
    listed = files if isinstance(files, list) else []
    pairs = [list(map(str, pair)) for pair in listed if isinstance(pair, list)]
    pairs = [pair for pair in pairs if len(pair) == _PAIR and pair[1] in offered]
    if not piece or not pairs:
        return piece
    shows = str(meta.get("shows") or "")
    links = " · ".join(link(words, offered[name], shows) for words, name in pairs)
    return f'{piece}\n<p class="kz-files">{links}</p>'


def link(words: str, address: str, shows: str = "") -> str:
    """Return a link to a file, named by what it holds for who hears it alone."""
    label = f' aria-label="{escape(f"{words}: {shows}")}"' if shows else ""
    save = "" if address.endswith(_SHOWN) else " download"
    return f'<a href="{escape(address)}"{save}{label}>{escape(words)}</a>'
