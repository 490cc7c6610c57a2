"""Executed notebooks into pages: one file each, asking nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
import shlex
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kzaz_analysis.places import other_dataset
from kzaz_analysis.runner.execute.results import find_bundle
from kzaz_analysis.runner.render.cells import PageBody, body_of
from kzaz_analysis.runner.render.error_stream import ErrorStream
from kzaz_analysis.runner.render.headline import contents, headline
from kzaz_analysis.runner.render.linked_data import linked_data
from kzaz_analysis.runner.render.markdown import markdown_html
from kzaz_analysis.runner.render.terms import explained
from kzaz_analysis.runner.translation import ENGLISH, current, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import jinja2

    from kzaz_analysis.runner.plan.parameters import Schema

POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "media-src data:",
        "font-src data:",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""Content security policy of every page: nothing from elsewhere, and no script but
one of ours and, where they are allowed, those that draw a page's charts; each is named
by its hash. The text of a page needs none.
"""

_SOURCES = '<div class="kz-text"><h2 id="sources">'
_MARKED_UP = ("body", "sources", "alternates", "languages", "picture", "linked_data")
_SAID_BY_STYLES = ("Scrolls sideways", "Folded on paper; it stands in")
_SAID_BY_SCRIPT = (
    "Filter ${rows.length} rows",
    "${matches} of ${rows.length} rows",
    "Search the pages",
    "${matches} of ${all.length} pages",
    "${place + 1} of ${marks.length}, arrow keys move",
)
_TEMPLATES = Path(__file__).parent / "templates"
_PAGE, _INDEX = "page.html.j2", "index.html.j2"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about its own making; equal for equal runs.

    Attributes
    ----------
    slug : str
        Stem of its file names.
    report : str
        Name of its notebook.
    schema : Schema
        The parameters that the notebook takes.
    values : mapping
        The value of each.
    data_hash : str
        One SHA-256 over the tables read; empty when none are known.
    version : str
        Version of the software.
    title : str
        Title for a notebook that gives none; else it stands small above its own.
    home : str
        Address of the index; empty when the page stands alone.
    tables : tuple of str
        Names of the tables read.
    changes : mapping
        How it differs from the version before, as of `changes.page_section`; empty
        where it does not.
    files : tuple of tuple
        Path and bytes of each file that the notebook left for its readers.
    unkept : tuple of str
        What it left among them that is no file.
    offered : mapping of str to str
        Address of each file that its outputs offer, by its name.
    absent_kernel : str
        The kernel that its notebook names, if that is not installed.
    """

    slug: str
    report: str
    schema: Schema
    values: Mapping[str, Any]
    data_hash: str = ""
    version: str = ""
    title: str = ""
    home: str = ""
    tables: tuple[str, ...] = field(default=())
    changes: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[tuple[str, int], ...] = ()
    unkept: tuple[str, ...] = ()
    offered: Mapping[str, str] = field(default_factory=dict)
    absent_kernel: str = ""


def get_ready() -> None:
    """Read and compile what every page is written with, ahead of the first."""
    _css_file()
    _script_file()
    _template(_PAGE)
    markdown_html("", {})


def get_index_ready() -> None:
    """Read and compile what an index is written with, ahead of the end of a run."""
    _css_file()
    _script_file()
    _template(_INDEX)


def render_page(notebook: Any, facts: PageFacts, body: PageBody | None = None) -> str:
    """Return the page of an executed notebook as one self-contained HTML file.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook, stripped of facts about its run.
    facts : PageFacts
        What the page says about its own making.
    body : PageBody, optional
        What `body_of` returned for the notebook, where the caller has it.

    Returns
    -------
    str
        HTML that holds its styles and pictures, and whose policy forbids requests
        and scripts. Equal notebooks and facts give equal text.
    """
    bundle = find_bundle(notebook)
    body = body or body_of(notebook, facts.offered)
    top = headline(body.html, bundle, facts.title or facts.report)
    html, terms = explained(top.body, current().terms)
    return _template(_PAGE).render(
        policy=_policy([_script(), *body.scripts]),
        css=_css(),
        scripts=list(map(_trusted, (_script(), *body.scripts))),
        title=top.title,
        kicker=top.kicker or (facts.title if facts.title != top.title else ""),
        answer=top.answer,
        description=bundle["answer"] or top.title,
        linked_data=_trusted(
            linked_data(
                bundle,
                top.title,
                [*facts.offered.values(), f"{facts.slug}.results.json"],
                facts.version,
            )
        ),
        body=_trusted(_with_changes(html, facts.changes)),
        terms=terms,
        contents=contents(top.body),
        home=facts.home,
        slug=facts.slug,
        parameters=_parameter_rows(facts),
        facts=_fact_rows(facts, bundle),
        command=command(facts) + (" --scripts" if body.scripts else ""),
        files=facts.files,
        unkept=facts.unkept,
        workbook=(workbook := facts.offered.get(f"{facts.slug}.xlsx", "")),
        kept=_kept(f"{facts.slug}.html", unquote(workbook)),
        errors=ErrorStream.of(notebook),
        code=[cell.source for cell in notebook.cells if _is_code(cell)],
    )


def render_index(context: Mapping[str, Any]) -> str:
    """Return the index of a suite; `index.index_context` says what it is made of."""
    page = {name: _trusted(context[name]) for name in _MARKED_UP}
    return _template(_INDEX).render(
        dict(context) | page,
        policy=_policy([_script()]),
        css=_css(),
        script=_trusted(_script()),
        kept=_kept("index.html"),
    )


def render_history(context: Mapping[str, Any]) -> str:
    """Return the page of the numbers over runs; see `history.context`."""
    template = _template("history.html.j2")
    kept = _kept("history.html")
    return template.render(policy=POLICY, css=_css(), kept=kept, **context)


def _policy(scripts: Iterable[str]) -> str:
    """Return the policy of a page that runs these scripts, named by hash, alone."""
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    names = " ".join(
        f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests
    )
    return f"{POLICY}; script-src {names}"


def command(facts: PageFacts) -> str:
    """Return the shell command that makes the page again."""
    changed = [
        f"-p {parameter.name} {shlex.quote(_as_text(facts.values[parameter.name]))}"
        for parameter in facts.schema.parameters
        if facts.values.get(parameter.name) != parameter.default
    ]
    other = [] if current().code == ENGLISH else [f"--lang {current().code}"]
    if dataset := other_dataset():
        other.append(f"--dataset {shlex.quote(dataset)}")
    return " ".join(["kzaz report run", facts.report, *changed, *other])


def _with_changes(body: str, changes: Mapping[str, Any]) -> str:
    """Put what changed before the sources, or last where no heading says sources."""
    if not changes:
        return body
    section = _template("page-changes.html.j2").render(changes=changes)
    place = body.rfind(_SOURCES)
    place = len(body) if place < 0 else place
    return "\n".join(part for part in (body[:place], section, body[place:]) if part)


def _parameter_rows(facts: PageFacts) -> list[tuple[str, str, str]]:
    return [
        (
            parameter.name,
            _as_text(facts.values.get(parameter.name, parameter.computed))
            or say("(empty)"),
            say(parameter.help),
        )
        for parameter in facts.schema.parameters
    ]


def _fact_rows(facts: PageFacts, bundle: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        ("Notebook", f"{facts.report}.ipynb"),
        ("Data as of", bundle["as_of"]),
        ("Tables read", ", ".join(facts.tables)),
        ("Data SHA-256", facts.data_hash),
        ("Software", facts.version),
        ("Kernel", _kernel_text(facts.absent_kernel)),
    ]
    return [(say(term), text) for term, text in rows if text]


def _kernel_text(absent: str) -> str:
    if not absent:
        return ""
    return say("python3, for {name}, which is not installed", name=absent)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_as_text, value))
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return str(value)


def _is_code(cell: Any) -> bool:
    return bool(cell.cell_type == "code" and cell.source.strip())


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # noqa: PLC0415

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(say=say, words=current)
    return environment


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)


def _css() -> Any:
    """Return the styles of a page, which say something, too."""
    styles = _css_file()
    for literal in _SAID_BY_STYLES:
        styles = styles.replace(literal, say(literal))
    return _trusted(styles)


def _kept(*places: str) -> str:
    """Name, as a string of CSS, where that stands which is folded on paper."""
    return json.dumps(", ".join(filter(None, places)), ensure_ascii=False)


@cache
def _css_file() -> str:
    return (_TEMPLATES / "page.css").read_text("utf-8").strip()


def _script() -> str:
    """Return the script of a page, which speaks the language of the page."""
    script = _script_file()
    for literal in _SAID_BY_SCRIPT:
        script = script.replace(literal, say(literal))
    return script


@cache
def _script_file() -> str:
    return (_TEMPLATES / "page.js").read_text("utf-8")


def _trusted(html: str) -> Any:
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(html)  # noqa: S704 - notebooks are ours, and escape what they show
