"""Secrets by reference: named as ``env:NAME``, read where needed, masked when shown."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from kzaz_analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MASK = "***"
"""What stands where a secret was."""

_REFERENCE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_SHORTEST = 8
_CASES = (str, str.upper, str.lower, str.title, str.capitalize, str.swapcase)
_QUOTES = {'"': "&#34;", "'": "&#39;"}


def secret(reference: str) -> str:
    """Return the secret that a reference stands for.

    Parameters
    ----------
    reference : str
        ``env:NAME``, where NAME is an environment variable. It is what a parameter
        with the rule ``{secret}`` holds.

    Returns
    -------
    str
        Value of the variable.

    Raises
    ------
    ParameterError
        If the text is no reference, or the variable holds nothing that can be kept
        secret. The message never repeats a value.

    Examples
    --------
    >>> os.environ["SERVICE_KEY"] = "a key of some length"
    >>> len(secret("env:SERVICE_KEY"))
    20
    """
    try:
        return resolve(reference)
    except ValueError as problem:
        raise ParameterError(str(problem)) from None


def resolve(reference: object) -> str:
    """Return the value of a reference; ValueError, which names no value, if none."""
    name = variable(reference)
    value = os.environ.get(name, "")
    if not value:
        raise ValueError(f"the environment variable {name} is not set")
    if len(value.strip()) < _SHORTEST:
        raise ValueError(
            f"the environment variable {name} holds fewer than {_SHORTEST} signs; "
            "so short a secret cannot be told from other text and masked"
        )
    return value


def variable(reference: object) -> str:
    """Return the variable that a reference names; ValueError if it is no reference."""
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    if match is None:
        raise ValueError(
            "a secret is given by reference, as env:NAME with the name of an "
            "environment variable; what was given is not repeated here"
        )
    return match[1]


def masking(references: Iterable[str]) -> Callable[[Any], Any]:
    """Return a function that puts ``***`` in the place of secrets.

    Parameters
    ----------
    references : iterable of str
        ``env:NAME`` each; variables that are not set mask nothing.

    Returns
    -------
    callable
        Takes text, or lists and mappings of it, and returns the same without the
        values, as they are or as JSON, Python, HTML, an address, base64 or hexadecimal
        digits write them, in capitals or small letters.
    """
    values = {os.environ.get(variable(reference), "") for reference in references}
    forms = {form for value in values for form in _forms(value)}
    if not forms:
        return lambda value: value
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def mask(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(MASK, value)
        if isinstance(value, list | tuple):
            return type(value)(mask(item) for item in value)
        if isinstance(value, dict):
            return type(value)({mask(name): mask(of) for name, of in value.items()})
        return value

    return mask


def _forms(value: str) -> Iterator[str]:
    """Give every way of writing a value, and each of its lines, that is looked for."""
    texts = {value, value.strip(), *map(str.strip, value.splitlines())}
    # Base64 and hexadecimal digits of capitals are other signs altogether.
    for text in {change(text) for text in texts for change in _CASES}:
        if len(text) < _SHORTEST:
            continue
        yield from (text, repr(text)[1:-1], ascii(text)[1:-1], html.escape(text))
        yield from (json.dumps(text, ensure_ascii=a)[1:-1] for a in (True, False))
        plain = html.escape(text, quote=False)
        yield from (plain, "".join(_QUOTES.get(sign, sign) for sign in plain))
        yield from (quote(text), quote(text, safe=""), quote_plus(text))
        raw = text.encode("utf-8", "surrogateescape")
        yield repr(raw)[2:-1]
        yield from (raw.hex(), raw.hex().upper(), *_base64(raw))


def _base64(raw: bytes) -> Iterator[str]:
    """Give the signs that bytes come to in base64, wherever in a text they start."""
    for padding, offset in enumerate((0, 2, 3)):
        whole = (padding + len(raw)) * 8 // 6
        for signs in (b"+/", b"-_"):
            text = base64.b64encode(b"\0" * padding + raw, altchars=signs).decode()
            yield text[offset:whole]
