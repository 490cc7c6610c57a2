"""The ledger: what pages committed to, one chained line each, never taken back.

A page hands over records that the runner does not understand: a ``subject`` (what the
record is about), a ``record`` (what is said of it) and a ``context`` (what is noted
with it). A record that says what the newest line of its subject says adds nothing,
and neither does one that a later line of another subject holds, or a fuller record of
the same run, where both agree in those keys of the subject that the page names as
``identity``.
"""

from __future__ import annotations

import itertools
import json
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis import chained_lines
from kzaz_analysis.errors import OutputError
from kzaz_analysis.places import user_folder
from kzaz_analysis.runner.files import kind_of, write_whole
from kzaz_analysis.runner.publish import lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kzaz_analysis.chained_lines import Chain

VARIABLE = "KZAZ_LEDGER"
"""Environment variable that names the ledger where nothing else does."""

NAME = "ledger.jsonl"
IDENTITY = "identity"
SHOWN = 3
"""Problems of a ledger that a message names."""

_PATIENCE_S = 30.0


def default_path() -> Path:
    """Return the ledger of this user: `VARIABLE`, else in the user's data folder."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else user_folder() / NAME


def require_file(path: Path) -> None:
    """See that a ledger is no pipe or device, on which a run would wait for ever.

    Raises
    ------
    OutputError
        If it is something else than a file.
    """
    if path.exists() and not path.is_file():
        kind = kind_of(path.stat().st_mode)
        raise OutputError(f"the ledger {path} is {kind}; name a file")


def require_intact(path: Path) -> None:
    """See that nothing was edited or taken out: a new line would cover that up.

    Raises
    ------
    OutputError
        If the chain is broken, or does not end where it ended.
    """
    _refuse_broken(path, chained_lines.read(path))


def _refuse_broken(path: Path, chain: Chain) -> None:
    if chain.problems:
        raise OutputError(
            f"the ledger {path} is not intact, and nothing is added to it: "
            f"{'; '.join(chain.problems[:SHOWN])}. Put it back from a copy; or move it "
            f"and {chained_lines.head_file(path).name} away, and a new one begins"
        )


def begin(path: Path) -> None:
    """Make an empty ledger where there is none, so that the first run can read it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise _unwritable(path, error) from None


def append(
    path: Path, entries: Iterable[tuple[Mapping[str, Any], bool]]
) -> dict[str, Any]:
    """Add to the ledger what is not in it yet, and force it to disk.

    A line whose writing was cut off by a kill is taken away first: it never counted.

    Parameters
    ----------
    path : pathlib.Path
        The ledger.
    entries : iterable of tuple
        A line's content, with ``subject``, ``record`` and perhaps ``identity``, and
        whether it is news: of a page that stands as it was, only what no line holds is
        added.

    Returns
    -------
    dict
        ``lines`` (how many it has), ``added`` and ``head`` (hash of the newest line);
        empty without entries.

    Raises
    ------
    OutputError
        If it cannot be written, or is not intact.
    LockedError
        If another run writes to it for too long.
    """
    handed_over = list(entries)
    if not handed_over:
        return {}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Runs in other folders may share it.
        with lock.hold(path.parent, f".{path.name}-lock", patience_s=_PATIENCE_S):
            chain = chained_lines.read(path)
            _refuse_broken(path, chain)
            added = _new_lines(chain, _fullest(handed_over))
            _write(path, chain, added)
    except OSError as error:
        raise _unwritable(path, error) from None
    count, head = len(chain.lines) + len(added), (added or chain.lines)[-1]["hash"]
    # Goes into the manifest beside the pages, which tells nobody's home folder.
    return {"lines": count, "added": len(added), "head": head}


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"the ledger {path} cannot be written: {error}")


def _fullest(
    handed_over: list[tuple[Mapping[str, Any], bool]],
) -> list[tuple[Mapping[str, Any], bool]]:
    """Leave out what another record of the run says too and more, in any order."""
    alike: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for content, _ in handed_over:
        alike[_first_key(content)].append(content)

    def is_less(content: Mapping[str, Any]) -> bool:
        return any(
            _is_part(content, other) and not _is_part(other, content)
            for other in alike[_first_key(content)]
        )

    return [each for each in handed_over if not is_less(each[0])]


def _first_key(content: Mapping[str, Any]) -> str:
    keys = content.get(IDENTITY)
    return _text(content["subject"].get(keys[0])) if keys else ""


def _is_part(content: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether another record of the same identity says all that one says."""
    keys = content.get(IDENTITY)
    if not keys:
        return False
    part = {key: content["subject"].get(key) for key in keys}
    return chained_lines.is_contained(
        part, other.get("subject")
    ) and chained_lines.is_contained(content["record"], other.get("record"))


def _new_lines(
    chain: Chain, handed_over: list[tuple[Mapping[str, Any], bool]]
) -> list[dict[str, Any]]:
    newest: dict[str, Mapping[str, Any]] = {}
    everything = set()
    for line in chain.lines:
        subject, record = _text(line.get("subject")), _text(line.get("record"))
        # Later ones stand last.
        newest.pop(subject, None)
        newest[subject] = line
        everything.add((subject, record))
    added: list[dict[str, Any]] = []
    for content, is_news in handed_over:
        subject, record = _text(content["subject"]), _text(content["record"])
        stands = (subject, record) in everything and not is_news
        if stands or _is_said(content, subject, newest):
            continue
        said = {key: value for key, value in content.items() if key != IDENTITY}
        newest.pop(subject, None)
        newest[subject] = said
        everything.add((subject, record))
        previous = added[-1]["hash"] if added else chain.head
        number = len(chain.lines) + len(added) + 1
        added.append(chained_lines.sealed(said, number, previous))
    return added


def _is_said(
    content: Mapping[str, Any], subject: str, newest: dict[str, Mapping[str, Any]]
) -> bool:
    """Return whether the newest line of its subject, or a later one, says it."""
    if subject in newest and newest[subject].get("record") == content["record"]:
        return True
    later = itertools.takewhile(lambda other: other != subject, reversed(newest))
    return any(_is_part(content, newest[other]) for other in later)


def _write(path: Path, chain: Chain, added: list[dict[str, Any]]) -> None:
    if not added and not chain.torn_bytes:
        return
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in added)
    with path.open("ab") as file:
        if chain.torn_bytes:
            file.truncate(chain.whole_bytes)
        file.write(b"\n" * chain.is_open + text.encode())
        file.flush()
        os.fsync(file.fileno())
    if not added:
        return
    newest = added[-1]
    # This forces the folder to disk too, and with it the name of a new ledger.
    write_whole(chained_lines.head_file(path), f"{newest['line']} {newest['hash']}\n")


def _text(content: object) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
