"""What machines ask of a page's JSON-LD, as schema.org and search engines document it."""

from datetime import date
from urllib.parse import urlsplit

REQUIRED = {
    "Dataset": ("name", "description"),
    "ClaimReview": ("claimReviewed", "reviewRating"),
    "Rating": ("alternateName",),
    "Claim": (),
    "Organization": ("name",),
    "CreativeWork": ("name",),
    "DataDownload": ("encodingFormat",),
    "PropertyValue": ("name",),
}
"""Properties without which a thing is not shown, by its type."""

PUBLISHED = {
    "Dataset": ("url",),
    "ClaimReview": ("url",),
    "DataDownload": ("contentUrl",),
}
"""The same of a page that has an address."""

KINDS = {
    "name": str,
    "description": str,
    "keywords": str,
    "creditText": str,
    "version": str,
    "claimReviewed": str,
    "reviewBody": str,
    "alternateName": str,
    "unitText": str,
    "encodingFormat": str,
    "isAccessibleForFree": bool,
    "value": (int, float, str),
    "minValue": (int, float),
    "maxValue": (int, float),
    "creator": {"Organization"},
    "author": {"Organization"},
    "reviewRating": {"Rating"},
    "itemReviewed": {"Claim"},
    "appearance": {"CreativeWork"},
    "isBasedOn": {"CreativeWork"},
    "variableMeasured": {"PropertyValue"},
    "distribution": {"DataDownload"},
    "dateModified": date,
    "url": "address",
    "contentUrl": "address",
    "license": "address",
}
"""What each property holds: text, numbers, things of these types, days, addresses."""

SHORTEST, LONGEST = 50, 5000
"""Letters of a data set's description."""


def faults(graph, *, published):
    """What is missing, unknown or of a wrong kind in a graph of things."""
    assert graph["@context"] == "https://schema.org"
    assert graph["@graph"]
    return [fault for thing in graph["@graph"] for fault in _of(thing, published)]


def _of(thing, published):
    kind = thing.get("@type")
    if kind not in REQUIRED:
        yield f"no such type: {kind}"
        return
    needed = REQUIRED[kind] + (PUBLISHED.get(kind, ()) if published else ())
    yield from (f"{kind} lacks {name}" for name in needed if not thing.get(name))
    if kind == "Dataset" and not SHORTEST <= len(thing["description"]) <= LONGEST:
        yield f"a description of {len(thing['description'])} letters"
    for name, value in thing.items():
        if not name.startswith("@"):
            several = value if isinstance(value, list) else [value]
            for one in several:
                yield from _wrong(f"{kind}.{name}", KINDS.get(name), one, published)


def _wrong(place, kind, value, published):
    if kind is None:
        yield f"no such property: {place}"
    elif isinstance(kind, set):
        is_thing = isinstance(value, dict) and value.get("@type") in kind
        yield from _of(value, published) if is_thing else [f"{place}: {value}"]
    elif kind == "address":
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            yield f"{place} is no address: {value}"
    elif kind is date:
        date.fromisoformat(value)
    elif not isinstance(value, kind) or value == "":
        yield f"{place}: {value!r}"
