"""What a page is, for machines that read pages: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RIGHTS = ("creator", "license", "creditText")


def linked_data(
    bundle: Mapping[str, Any], title: str, files: Iterable[str], version: str
) -> str:
    """Return a page as JSON-LD: a data set, and what it says about claims of others.

    Parameters
    ----------
    bundle : mapping
        What the page hands over. ``rights`` may hold ``creator``, ``license`` and
        ``creditText``; ``linked_data`` further objects, which are taken as they are.
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
    graph = {"@context": "https://schema.org", "@graph": objects}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _measured(result: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "name": "label",
        "value": "value",
        "minValue": "low",
        "maxValue": "high",
        "unitText": "unit",
    }
    known = {name: result.get(field) for name, field in names.items()}
    return {"@type": "PropertyValue"} | _filled(known)


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    described = {"name": source.get("text"), "url": source.get("address")}
    return {"@type": "CreativeWork"} | _filled(described)


def _distribution(name: str) -> Iterable[dict[str, str]]:
    for ending, kind in _KINDS.items():
        if name.endswith(ending):
            yield {
                "@type": "DataDownload",
                "contentUrl": name,
                "encodingFormat": kind,
            }


def _filled(described: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in described.items() if v not in (None, "", [])}
