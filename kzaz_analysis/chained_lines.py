"""Lines of JSON that each seal the one before by hash: nothing is changed unseen.

A line is a JSON object with the keys ``line`` (its number, from 1), ``previous`` (hash
of the line before; 64 zeros for the first line), whatever it says, and ``hash``:
SHA-256 of the object without that key, keys sorted, no blanks, UTF-8.

The file alone cannot show that its last lines were taken away. A small file beside it
(``NAME.head``) therefore names the newest line, and so does the manifest of every run.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ORIGIN = "0" * 64
"""What the first line names as the hash of the line before."""

CLOSE = 1e-3
"""Numbers that differ by less than this share say the same: pages print three digits.

Below it also where one of them is near zero, as a probability may be.
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines of a file, and what is wrong with them.

    Attributes
    ----------
    lines : tuple of dict
        Every whole line that is a JSON object, oldest first.
    problems : tuple of str
        One for each line that was edited, removed or moved; empty where the chain
        holds.
    whole_bytes : int
        Length of the file up to the end of its last whole line.
    torn_bytes : int
        Bytes after it: a line whose writing was cut off, which never counted.
    is_open : bool
        Whether the newest line lacks its line break: an editor took it away.
    doubt : str
        Why nobody can tell whether lines were taken from the end; empty where one can.
    """

    lines: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    whole_bytes: int = 0
    torn_bytes: int = 0
    is_open: bool = False
    doubt: str = ""

    @property
    def head(self) -> str:
        """Hash of the newest line."""
        return str(self.lines[-1].get("hash", "")) if self.lines else ORIGIN


def sealed(says: Mapping[str, Any], number: int, previous: str) -> dict[str, Any]:
    """Return a line that says something, with its number, its past and its hash."""
    line = {"line": number, "previous": previous, **says}
    return line | {"hash": hash_of(line)}


def hash_of(line: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a line without its own hash."""
    content = {key: value for key, value in line.items() if key != "hash"}
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def is_contained(part: object, whole: object) -> bool:
    """Return whether a record says nothing that another does not say, too.

    Parameters
    ----------
    part, whole : object
        What JSON can hold. Keys that `part` lacks, or has as null, are not asked for;
        numbers may differ by `CLOSE`.
    """
    if isinstance(part, dict) and isinstance(whole, dict):
        said = {key: value for key, value in part.items() if value is not None}
        return all(
            key in whole and is_contained(value, whole[key])
            for key, value in said.items()
        )
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(is_contained, part, whole))
    if _is_number(part) and _is_number(whole):
        return math.isclose(part, whole, rel_tol=CLOSE, abs_tol=CLOSE)  # type: ignore[arg-type]
    return part == whole


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def head_file(path: Path) -> Path:
    """Return the file that names the newest line."""
    return path.with_name(f"{path.name}.head")


def read(path: Path) -> Chain:
    """Read a file of chained lines and check it; one that is not there has no lines.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    whole, _, torn = content.rpartition(b"\n")
    texts = whole.split(b"\n") if whole else []
    if is_open := _is_sealed(torn):
        texts, torn = [*texts, torn], b""
    lines, problems = _checked(texts)
    length = len(content) - len(torn)
    try:
        doubt, newest = "", head_file(path).read_text("utf-8")
        problems += _missing_end(newest, lines)
    except OSError:
        doubt = f"{head_file(path).name}, which names the newest line, is not there"
    except ValueError:
        doubt = ""
        problems.append(f"{head_file(path).name} does not name the newest line")
    doubt = doubt if lines else ""
    return Chain(tuple(lines), tuple(problems), length, len(torn), is_open, doubt)


def _is_sealed(text: bytes) -> bool:
    line = _object(text)
    return line is not None and line.get("hash") == hash_of(line)


def _checked(texts: list[bytes]) -> tuple[list[dict[str, Any]], list[str]]:
    lines: list[dict[str, Any]] = []
    problems: list[str] = []
    number, previous = 0, ORIGIN
    for place, text in enumerate(texts, start=1):
        line = _object(text)
        if line is None:
            problems.append(f"line {place} is not a JSON object with each key once")
            continue
        wrong = _wrong(line, number + 1, previous)
        problems += [f"line {place} {wrong}"] if wrong else []
        lines.append(line)
        # What follows is held against the line as it stands: one edit, one problem.
        number = line["line"] if isinstance(line.get("line"), int) else number + 1
        previous = str(line.get("hash", ""))
    return lines, problems


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(text, object_pairs_hook=_with_keys_once)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _with_keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: a person reads the first, a program the last."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key stands twice")
    return read


def _wrong(line: Mapping[str, Any], number: int, previous: str) -> str:
    """Say what is wrong with a line, empty where nothing is."""
    if line.get("hash") != hash_of(line):
        return "was edited: its hash is not that of its content"
    if line.get("line") == number and line.get("previous") == previous:
        return ""
    claimed = line.get("line")
    if claimed == number:
        return "does not follow the line before it: one of the two was written anew"
    return f"calls itself {claimed} where {number} is due: lines were removed or moved"


def _missing_end(head: str, lines: list[dict[str, Any]]) -> list[str]:
    """Hold the lines against what the file beside them calls the newest."""
    number, newest = head.split()
    if any(line.get("hash") == newest for line in lines):
        return []
    return [f"the newest line was number {number} ({newest[:12]}): it is not there"]
