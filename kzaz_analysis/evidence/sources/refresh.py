"""Ask the official sources, propose what would change, and write it when agreed."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzaz_analysis.errors import (
    KzazError,
    OutputError,
    SourceDown,
    SourceUnfit,
    UsageError,
)
from kzaz_analysis.evidence.files import table_hashes
from kzaz_analysis.evidence.intake import append
from kzaz_analysis.evidence.sources import raw
from kzaz_analysis.evidence.sources.fetch import Fetcher
from kzaz_analysis.evidence.sources.official import chosen_sources
from kzaz_analysis.evidence.sources.proposal import (
    NEW,
    REVISED,
    SourceChanges,
    compare,
)
from kzaz_analysis.evidence.sources.readers import bns, comtrade, imts, wdi, wits
from kzaz_analysis.evidence.sources.rows import new_rows
from kzaz_analysis.evidence.sources.trade_flows import wanted_of
from kzaz_analysis.installed import SOURCES, brought

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kzaz_analysis.evidence.sources.official import OfficialSource
    from kzaz_analysis.evidence.sources.reading import Fetch, Reader
    from kzaz_analysis.evidence.sources.trade_flows import Wanted

READERS: dict[str, Reader] = {
    "bns": bns.ask,
    "imts": imts.ask,
    "comtrade": comtrade.ask,
    "wits": wits.ask,
    "wdi": wdi.ask,
}
"""Reader of each official source of this package; others are installed."""


@dataclass(frozen=True, slots=True)
class RefreshProposal:
    """What the sources would change in a data folder.

    Attributes
    ----------
    folder : pathlib.Path
        The data folder.
    hashes : mapping of str to str
        Of its tables when they were compared.
    sources : mapping of str to SourceChanges
        By official source; one that has nothing beyond what is on record is left out.
    """

    folder: Path
    hashes: Mapping[str, str]
    sources: Mapping[str, SourceChanges]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is new and nothing revised."""
        return all(c.of(NEW, REVISED).empty for c in self.sources.values())


def propose(
    folder: Path,
    names: Sequence[str] = (),
    *,
    since: int | None = None,
    fetch: Fetch | None = None,
    today: dt.date | None = None,
) -> RefreshProposal:
    """Ask official sources for the figures of a dataset, and compare them.

    Parameters
    ----------
    folder : pathlib.Path
        Data folder; nothing is written.
    names : sequence of str
        Official sources; all that serve the dataset unless given.
    since : int, optional
        First year; the last three and the current one unless given.
    fetch : callable, optional
        Asks one question, as `fetch.Fetcher` does.
    today : datetime.date, optional
        Day of the question.

    Raises
    ------
    SourceDown, SourceUnfit
        If a source gives no answer, or one that cannot be used; every one is named.
    UsageError
        If there is no such source, or it does not serve the dataset.
    """
    day = today or dt.datetime.now(tz=dt.UTC).date()
    hashes = table_hashes(folder)
    wanted = wanted_of(folder, since, day)
    done: dict[str, SourceChanges] = {}
    faults: list[SourceDown | SourceUnfit] = []
    for source in chosen_sources(names, wanted.sides):
        try:
            changes = _changes_of(source, wanted, fetch or Fetcher(), folder)
        except (SourceDown, SourceUnfit) as fault:
            faults.append(fault)
            continue
        if changes is not None:
            done[source.name] = changes
    if faults:
        lines = "\n".join(map(str, faults))
        raise type(faults[0])(f"{lines}; nothing was written")
    return RefreshProposal(folder, hashes, done)


def _changes_of(
    source: OfficialSource, wanted: Wanted, fetch: Fetch, folder: Path
) -> SourceChanges | None:
    reader = READERS.get(source.name) or brought(SOURCES, source.name).ask
    readings = list(reader(source, wanted, fetch))
    return compare(readings, wanted, folder) if readings else None


def hold_against_record(proposal: RefreshProposal) -> None:
    """Hold what is proposed against the tables as writing would; write nothing.

    Raises
    ------
    SourceUnfit
        If a figure breaks the contract of its table, such as a size that cannot be;
        every problem is listed.
    DataError
        If the tables have problems already.
    """
    rows, _ = new_rows(list(proposal.sources.values()), proposal.folder)
    with _unfit_for_its_source():
        append.check_new(rows, proposal.folder)


@contextmanager
def _unfit_for_its_source() -> Iterator[None]:
    """Tell a row that breaks its contract as a fault of the answer it came with."""
    try:
        yield
    except UsageError as error:
        raise SourceUnfit(f"{error}; nothing was written") from error


def accept(proposal: RefreshProposal) -> list[Path]:
    """Write what is new and revised: all of it, or nothing.

    Returns
    -------
    list of pathlib.Path
        Files that were replaced.

    Raises
    ------
    SourceUnfit
        If a row breaks the contract of its table.
    LockedError
        If somebody else writes, or has written since the comparison.
    OutputError
        If the folder cannot be written.
    """
    folder = proposal.folder
    append.refuse_shipped(folder)
    rows, answers = new_rows(list(proposal.sources.values()), folder)
    kept: list[Path] = []
    try:
        kept = raw.keep(answers.values(), folder)
        with _unfit_for_its_source():
            return append.add(rows, folder, proposal.hashes)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    except KzazError:
        for path in kept:
            path.unlink(missing_ok=True)
        raise
