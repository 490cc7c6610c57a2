"""Pages of the site that are made from the code: the reference of all public names."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import File, Files

import kzaz_analysis as kz

PAGE = "reference.md"
HEAD = """\
# Reference of Python

Every public name of `kzaz_analysis`, from its docstring. In a notebook:
`import kzaz_analysis as kz`, and a question mark after the name shows the same.
"""
GROUPS = {
    "The record": ("evidence",),
    "Measures and studies": ("analysis", "reports", "studies"),
    "What is shown": ("display",),
}
"""Rooms of the package, by what their names are for."""

OTHERS = "What the command does"
"""Heading of the names of all other rooms."""


def reference() -> str:
    """Return the page as Markdown, every name with the place of its docstring."""
    homes: dict[str, str] = dict(sorted(kz._HOMES.items()))
    parts = [HEAD]
    for title, rooms in GROUPS.items():
        names = [n for n in homes if homes[n].partition(".")[0] in rooms]
        parts.append(f"## {title}\n")
        parts += [_entry(name, homes.pop(name)) for name in names]
    parts += [f"## {OTHERS}\n", *(_entry(name, home) for name, home in homes.items())]
    return "\n".join(parts)


def on_files(files: Files, config: Any) -> Files:
    """Add the page to those of the folder."""
    files.append(File.generated(config, PAGE, content=reference()))
    return files


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Leave out the page of lost addresses, which links from the root of a server."""
    return "" if template_name == "404.html" else output


def _entry(name: str, home: str) -> str:
    place = f"kzaz_analysis.{home}.{name}"
    options = f'    options:\n      heading: "kz.{name}"\n      toc_label: "{name}"\n'
    return f"::: {place}\n{options}"
