"""Links from an output to the files beside the page that it offers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = (".svg", ".png", ".pdf", ".html", ".txt")
"""Endings of what a browser shows by itself; everything else is saved."""


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
    pairs = [pair for pair in files or () if pair[1] in offered]
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
