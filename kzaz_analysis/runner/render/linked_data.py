"""What a page is, for machines that read pages: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RIGHTS = ("creator", "license", "creditText")
_SCRIPT = re.compile(
    r'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL
)


def linked_data(
    bundle: Mapping[str, Any], title: str, files: Iterable[str], version: str
) -> str:
    """Return a page as JSON-LD: a data set, and what it says about claims of others.

    Parameters
    ----------
    bundle : mapping
        What the page hands over. ``rights`` may hold ``creator``, ``license`` and
        ``creditText``; ``linked_data`` further objects, which are taken as they are;
        an ``@id`` such as ``#card-1`` names the place of one on the page.
    title : str
        Title of the page.
    files : iterable of str
        Addresses of its files, relative to it; those with data are listed.
    version : str
        Version of the software.

    Returns
    -------
    str
        JSON that can stand inside a script element.
    """
    rights = bundle.get("rights") or {}
    whole = {
        "@type": "Dataset",
        "name": title,
        "description": bundle["answer"] or title,
        "keywords": bundle["kicker"],
        **{name: rights[name] for name in _RIGHTS if name in rights},
        "isAccessibleForFree": True,
        "version": version,
        "dateModified": bundle["as_of"],
        "variableMeasured": [_measured(result) for result in bundle["results"]],
        "isBasedOn": [_source(source) for source in bundle["sources"]],
        "distribution": [d for name in files for d in _distribution(name)],
    }
    objects = [_filled(whole), *(bundle.get("linked_data") or [])]
    return _written({"@context": "https://schema.org", "@graph": objects})


def index_data(
    title: str, intro: str, fronts: Iterable[Mapping[str, Any]], archive: str
) -> str:
    """Return the index of a suite as JSON-LD: one data set of all its pages.

    Parameters
    ----------
    title, intro : str
        As the index opens.
    fronts : iterable of mapping
        What the pages hand over, the front page first: the first answer and the first
        rights stand for the whole.
    archive : str
        Address of the archive of all tables, relative to the index; empty for none.

    Returns
    -------
    str
        JSON that can stand inside a script element; without an address, which
        `with_addresses` adds.
    """
    handed_over = list(fronts)
    rights: Mapping[str, Any] = next(
        (one["rights"] for one in handed_over if one.get("rights")), {}
    )
    answers = (str(one["answer"]) for one in handed_over if one.get("answer"))
    whole = {
        "@type": "Dataset",
        "name": title,
        "description": " ".join(filter(None, (intro, next(answers, "")))) or title,
        **{name: rights[name] for name in _RIGHTS if name in rights},
        "isAccessibleForFree": True,
        "distribution": [
            d for name in filter(None, [archive]) for d in _distribution(name)
        ],
    }
    return _written({"@context": "https://schema.org", "@graph": [_filled(whole)]})


def _written(graph: Mapping[str, Any]) -> str:
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def with_addresses(page: str, address: str) -> str:
    """Return the text of a page whose objects say under which address they are.

    Parameters
    ----------
    page : str
        HTML with such a script, or without one.
    address : str
        Of the page, absolute; where it is empty, the objects have none either.
    """

    def addressed(match: re.Match[str]) -> str:
        graph = json.loads(match[2])
        for thing in graph.get("@graph", ()):
            place = str(thing.get("@id", ""))
            if thing.get("@type") == "Dataset" or place.startswith("#"):
                _put(thing, "url", address and f"{address}{place}")
            for file in thing.get("distribution", ()):
                _put(file, "contentUrl", address and urljoin(address, file["name"]))
        return f"{match[1]}{_written(graph)}{match[3]}"

    return _SCRIPT.sub(addressed, page, count=1)


def _put(thing: dict[str, Any], name: str, address: str) -> None:
    thing.pop(name, None)
    if address:
        thing[name] = address


def _measured(result: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "name": "label",
        "value": "value",
        "minValue": "low",
        "maxValue": "high",
        "unitText": "unit",
    }
    fields = {name: result.get(field) for name, field in names.items()}
    return {"@type": "PropertyValue"} | _filled(fields)


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    described = {"name": source.get("text"), "url": source.get("address")}
    return {"@type": "CreativeWork"} | _filled(described)


def _distribution(name: str) -> Iterable[dict[str, str]]:
    for ending, kind in _KINDS.items():
        if name.endswith(ending):
            yield {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": kind,
            }


def _filled(described: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in described.items() if v not in (None, "", [])}
