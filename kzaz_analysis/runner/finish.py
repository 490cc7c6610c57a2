"""The end of a run: compare it with the last one, keep it, write the index, tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.runner.archive import archive, retention
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.cache.fingerprint import surroundings
from kzaz_analysis.runner.compare import compare, history
from kzaz_analysis.runner.files import sha256_of, write_whole
from kzaz_analysis.runner.index import PageStatus, front_body, index_context
from kzaz_analysis.runner.plan.plan import INDEX
from kzaz_analysis.runner.plan.status import FINISHED
from kzaz_analysis.runner.publish import ledger
from kzaz_analysis.runner.publish.together import suite_zip
from kzaz_analysis.runner.publish.together.editions import editions, switch
from kzaz_analysis.runner.publish.together.neighbours import Neighbours, lead_picture
from kzaz_analysis.runner.render.linked_data import index_data, with_addresses
from kzaz_analysis.runner.telling import notify
from kzaz_analysis.runner.telling.alert import Alert
from kzaz_analysis.runner.translation import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kzaz_analysis.errors import KzazError
    from kzaz_analysis.runner.compare.comparison import RunComparison
    from kzaz_analysis.runner.plan.plan import Plan
    from kzaz_analysis.runner.publish.together.editions import LanguageEdition


_OF_THE_RUN = (
    *("id", "sequence", "start", "seconds", "status", "suite"),
    *("software", "platform"),
)


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that has come to its end.

    Attributes
    ----------
    plan : Plan
        What was to be made.
    record : dict
        Its manifest; the end of the run adds to it.
    reasons : mapping of str to str
        Why a page was not renewed, by slug; empty text for one that is as it should.
    made : bool
        Whether any page was made.
    last : mapping
        The manifest of the last run; empty where there was none.
    """

    plan: Plan
    record: dict[str, Any]
    reasons: Mapping[str, str]
    made: bool
    last: Mapping[str, Any]

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.plan.out

    @property
    def editions(self) -> list[LanguageEdition]:
        """The languages that the pages may be in, their own first."""
        suite = self.plan.suite
        return editions(self.out, suite.words, suite.pages[0].report.path.parent)

    def place(self, slug: str) -> str:
        """Return the stem of a page's files; empty where it has no page."""
        places = (self.plan.place(slug), slug)
        return next((p for p in places if (self.out / f"{p}.html").is_file()), "")

    def documents(self) -> dict[str, dict[str, Any]]:
        """Read what the last good version of each page hands over, by slug."""
        slugs = [page.slug for page in self.plan.suite.pages]
        return {
            slug: _results(self.plan.page_file(slug, ".results.json")) for slug in slugs
        }


def finish(done: EndedRun, keys: Mapping[str, list[str]]) -> RunComparison | None:
    """Compare a run with the last one, keep it in the archive, and write the index.

    Parameters
    ----------
    done : EndedRun
        The run.
    keys : mapping of str to list of str
        Columns that name a row, by table.

    Returns
    -------
    RunComparison or None
        How it differs from the last run that ended; None where there was none.

    Raises
    ------
    OutputError
        If anything cannot be written.
    """
    with spoken(done.plan.suite.words):
        return _finish(done, keys)


def _finish(done: EndedRun, keys: Mapping[str, list[str]]) -> RunComparison | None:
    documents, previous = done.documents(), _last(done)
    record = _archived(done, documents, previous, keys)
    store = done.out / archive.FOLDER
    comparison = compare.compare(previous, record, store) if previous else None
    is_news = done.made or any(_made_since(done, previous).values())
    is_news |= bool(done.record["retired"])
    if is_news and record["status"] in FINISHED:
        archive.save(done.out, record, {})
        # They are dropped later: killed before that, the next run compares with them.
        superseded = retention.superseded(done.out, done.plan.keep)
        history.write(done.out, superseded, done.place, done.record["pages"])
    Neighbours(
        done.out,
        done.place,
        done.record["pages"],
        documents,
        done.plan.site_url,
        done.editions,
        done.plan.suite.front,
    ).write()
    if not done.plan.alone:
        done.record["zip"] = suite_zip.write(
            done.out,
            done.plan.suite.title,
            done.record["pages"],
            documents,
            done.last.get("zip") or {},
        )
        done.record["index"] = _write_index(done, documents, previous, comparison)
    if done.plan.ledger:
        entries = _ledger_entries(done, documents, previous)
        done.record["ledger"] = ledger.append(done.plan.ledger, entries)
    return comparison


def _ledger_entries(
    done: EndedRun,
    documents: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Any] | None,
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield what pages commit to, and whether the page was made since the last run.

    Pages that stand are asked too: the run that made them may have been killed.
    """
    is_made = _made_since(done, before)
    day = str(done.record["start"])[:10]
    for entry in done.record["pages"]:
        inputs = entry.get("inputs") or {}
        tables = json.dumps(inputs.get("tables"), sort_keys=True).encode()
        stamp = {
            "day": day,
            "page": entry["slug"],
            "code": inputs.get("code"),
            "data": hashlib.sha256(tables).hexdigest(),
        }
        for content in documents[entry["slug"]].get("ledger") or ():
            yield stamp | content, is_made[entry["slug"]]


def tell(
    done: EndedRun, comparison: RunComparison | None, error: KzazError | None
) -> dict[str, Any] | None:
    """Call the command that wants to know, if there is news; see `alert.Alert`.

    Parameters
    ----------
    done : EndedRun
        The run.
    comparison : RunComparison or None
        How it differs from the last one.
    error : KzazError or None
        What the run ends with.

    Returns
    -------
    dict or None
        How the command ended; None where none was called.
    """
    code = error.exit_code if error else 0
    summary = notify.summary(done.record, comparison, code, str(done.out))
    return Alert(done.plan.notify, done.out, done.plan.about).tell(summary)


def _last(done: EndedRun) -> dict[str, Any] | None:
    """Return the last run that ended and had these pages."""
    slug = done.plan.suite.pages[0].slug
    if done.plan.alone:
        with opened(done.out / archive.FOLDER) as index:
            return next(iter(index.versions(slug)), None)
    with opened(done.out / archive.FOLDER) as index:
        ended = [h for h in index.heads() if h.get("status") in FINISHED]
    whole = [head["id"] for head in ended if not head.get("alone")]
    return archive.read(done.out, whole[-1]) if whole else None


def _archived(
    done: EndedRun,
    documents: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Any] | None,
    keys: Mapping[str, list[str]],
) -> dict[str, Any]:
    """Return what the archive keeps of the run.

    Pages that a run made which was killed, and which this one took up, count as made;
    ``resumed_from`` names that run, and the last one if it did not come to its end.
    """
    manifest = done.record
    facts = manifest["data"]["tables"]
    taken_up = _taken_up(done, before)
    pages = {
        entry["slug"]: page_record(entry, documents[entry["slug"]])
        | ({"status": "ok"} if entry["slug"] in taken_up else {})
        for entry in manifest["pages"]
    }
    last = done.last
    is_named = last.get("status") == "aborted" and last.get("id")
    aborted = {str(last["id"])} if is_named else set()
    manifest["resumed_from"] = sorted({*taken_up.values()} | aborted)
    return {
        **{name: manifest[name] for name in _OF_THE_RUN},
        "resumed_from": manifest["resumed_from"],
        "alone": next(iter(pages), "") if done.plan.alone else "",
        "tables": {name: fact["sha256"] for name, fact in facts.items()},
        "keys": {name: columns for name, columns in keys.items() if name in facts},
        "pages": pages,
    }


def _taken_up(done: EndedRun, before: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the pages that runs made which never came to their end: run by slug."""
    is_made = _made_since(done, before)
    return {
        entry["slug"]: str(entry["made_in"])
        for entry in done.record["pages"]
        if is_made[entry["slug"]] and entry["status"] == "unchanged"
    }


def page_record(
    entry: Mapping[str, Any], document: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the archive keeps of one page.

    Parameters
    ----------
    entry : mapping
        What the manifest says of it.
    document : mapping
        What it hands over, as its results file holds it.
    """
    of_entry = ("report", "status", "made_in", "parameters", "inputs")
    of_document = ("title", "as_of", "results")
    return {name: entry.get(name) for name in of_entry} | {
        name: document.get(name) for name in of_document
    }


def _write_index(
    done: EndedRun,
    documents: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Any] | None,
    comparison: RunComparison | None,
) -> dict[str, str]:
    """Write the index unless it stands; return what it was made from, and its hash."""
    context = index_context(
        done.plan.suite, documents, _page_statuses(done, before), done.place, comparison
    )
    front = done.plan.suite.front
    page = done.plan.page_file(front) if front else None
    context["body"], context["sources"] = (
        front_body(page, done.plan.place(front).removesuffix(front))
        if page
        else ("", "")
    )
    has_history = (done.out / history.NAME).is_file()
    context["history"] = history.NAME if has_history else ""
    context["site_url"] = done.plan.site_url
    address = f"{done.plan.site_url}/{INDEX}" if done.plan.site_url else ""
    context["picture"] = lead_picture(context["body"], address)
    index = INDEX.removesuffix(".html")
    context["alternates"], context["languages"] = switch(
        done.editions, index, done.plan.site_url
    )
    context["zip"] = suite_zip.NAME if done.record["zip"] else ""
    pages = [page.slug for page in done.plan.suite.pages]
    first = sorted(pages, key=lambda slug: slug != front)
    context["linked_data"] = index_data(
        context["title"],
        context["intro"],
        [documents[slug] for slug in first],
        context["zip"],
    )
    path = done.out / INDEX
    made_from = f"{surroundings().code} {context!r}"
    content = hashlib.sha256(made_from.encode()).hexdigest()
    index_before = done.last.get("index") or {}
    if index_before.get("content") == content and sha256_of(path) == index_before.get(
        "sha256"
    ):
        return dict(index_before)
    # The template engine is slow to import: not where nothing is to be written.
    from kzaz_analysis.runner.render.render import render_index  # noqa: PLC0415

    text = with_addresses(render_index(context), address)
    return {"content": content, "sha256": write_whole(path, text)}


def _page_statuses(
    done: EndedRun, before: Mapping[str, Any] | None
) -> dict[str, PageStatus]:
    is_made = _made_since(done, before)
    return {
        page.slug: PageStatus.of(
            is_made.get(page.slug, False),
            done.plan.page_file(page.slug).is_file(),
            done.reasons.get(page.slug, ""),
        )
        for page in done.plan.suite.pages
    }


def _made_since(done: EndedRun, before: Mapping[str, Any] | None) -> dict[str, bool]:
    """Say of each page whether it was made after a run; a killed one may have."""
    pages = before["pages"] if before else {}
    return {
        entry["slug"]: entry.get("made_in")
        not in (None, pages.get(entry["slug"], {}).get("made_in"))
        for entry in done.record["pages"]
    }


def _results(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
