"""How an output folder stands: when its last good run was, and what is stale."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.plan.status import GOOD
from kzaz_analysis.runner.publish import journal, lock, manifest
from kzaz_analysis.runner.telling import early_end

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_AGE = re.compile(r"(\d+(?:\.\d+)?)(s|min|h|d)")
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_ABORTED = "aborted"
_SKEW_S = 300.0
"""By how much the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True)
class OutputStatus:
    """What the manifest of a folder says now, or those of its pages made alone.

    Attributes
    ----------
    suite, status, start, end : str
        Of the last run, as in its manifest; ``end`` is empty while it goes on or if
        it was killed.
    last_success : str
        When the last run ended in which no page failed; empty if none did.
    age_s : float or None
        Seconds since then.
    seconds : float or None
        How long the last run took.
    pages : int
        How many pages there are.
    stale, missing : list of str
        Pages that could not be renewed: an earlier one stands, or none.
    ended_since : dict or None
        The last run after it that ended before it began, such as by a signal or a suite
        that cannot be read: ``at``, ``exit_code``, ``meaning``.
    made_so_far : int or None
        Where the last run did not come to its end, how many pages it had made.
    """

    suite: str
    status: str
    start: str
    end: str
    last_success: str
    age_s: float | None
    seconds: float | None
    pages: int
    stale: list[str]
    missing: list[str]
    ended_since: Mapping[str, Any] | None = None
    made_so_far: int | None = None

    def is_too_old(self, most_s: float) -> bool:
        """Whether no run succeeded in so many seconds, as far as clocks can tell."""
        return self.age_s is None or self.is_ahead or self.age_s > most_s

    @property
    def is_ok(self) -> bool:
        """Whether the last run was good, and none ended since before it began."""
        return self.status == "ok" and self.ended_since is None

    @property
    def is_ahead(self) -> bool:
        """Whether the last success lies in the future: a clock was, or is, wrong."""
        return self.age_s is not None and self.age_s < -_SKEW_S

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as data that JSON can hold."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the same for people."""
        ago, when = "never", ""
        if self.age_s is not None:
            ago, when = f"{_ago(self.age_s)} ago", f", {_minute(self.last_success)}"
        if self.is_ahead:
            ago = "in the future, so that a clock is wrong or was"
        behind = f"{len(self.stale)} stale, {len(self.missing)} missing"
        return [
            f"{self.suite}: last run {self.status}, begun {_minute(self.start)}",
            *self._cut_off(),
            *self._early_end(),
            f"last success: {ago}{when}",
            f"pages: {self.pages}, {behind}",
            *(f"stale: {slug}" for slug in self.stale),
            *(f"missing: {slug}" for slug in self.missing),
        ]

    def _cut_off(self) -> list[str]:
        if self.made_so_far is None:
            return []
        count = f"{self.made_so_far} page{'s' * (self.made_so_far != 1)}"
        return [
            f"it did not come to its end: its process was killed, or the machine "
            f"stopped, after {count}; the next run goes on from there"
        ]

    def _early_end(self) -> list[str]:
        end = self.ended_since
        if end is None:
            return []
        code = f"exit code {end.get('exit_code')}, {end.get('meaning')}"
        when = _minute(str(end.get("at")))
        return [f"a later one ended before it began, {when}: {code}"]

    def prometheus(self) -> str:
        """Return the same as metrics, in the text format of Prometheus."""
        label = self.suite.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
        success = _seconds(self.last_success)
        values = {
            "last_success_timestamp_seconds": (success, "End of the last good run."),
            "last_run_ok": (int(self.is_ok), "Whether the last run was good."),
            "last_run_duration_seconds": (self.seconds, "Length of the last run."),
            "pages": (self.pages, "Pages of the suite."),
            "pages_stale": (len(self.stale), "Pages that are older than the last run."),
            "pages_missing": (len(self.missing), "Pages that could never be made."),
        }
        return "".join(
            f"# HELP kzaz_{name} {meaning}\n# TYPE kzaz_{name} gauge\n"
            f'kzaz_{name}{{suite="{label}"}} {value}\n'
            for name, (value, meaning) in values.items()
            if value is not None
        )


def read_status(out: Path, now: datetime | None = None) -> OutputStatus:
    """Return how an output folder stands.

    Parameters
    ----------
    out : pathlib.Path
        Output folder of a suite. Where none was made, the pages made alone count
        together: the one that has been without a good run for longest says how long.
    now : datetime, optional
        The time to count from; this moment when left out.

    Raises
    ------
    UsageError
        If no run has left a manifest there, or it was changed and cannot be read.
    """
    records = _records(out)
    if not records:
        raise UsageError(
            f"{out} holds no manifest of a run; make one with: kzaz report suite"
        )
    record = _as_one(records)
    moment = (now or datetime.now(UTC)).timestamp()
    success = str(record.get("last_success") or "")
    at = _seconds(success)
    pages = record.get("pages") or []
    bad = [page for page in pages if page.get("status") not in GOOD]
    return OutputStatus(
        **{name: str(record.get(name) or "") for name in ("suite", "status", "start")},
        end=str(record.get("end") or ""),
        last_success=success,
        age_s=None if at is None else round(moment - at, 3),
        seconds=record.get("seconds"),
        pages=len(pages),
        stale=[str(page["slug"]) for page in bad if page.get("earlier_page_kept")],
        missing=[str(p["slug"]) for p in bad if not p.get("earlier_page_kept")],
        ended_since=record.get("ended_since"),
        made_so_far=record.get("made_so_far"),
    )


def seconds_of(age: str) -> float:
    """Return an age such as ``26h`` in seconds.

    Raises
    ------
    UsageError
        If it is no number with s, min, h or d.

    Examples
    --------
    >>> seconds_of("26h"), seconds_of("1.5d")
    (93600.0, 129600.0)
    """
    parts = _AGE.fullmatch(age)
    if parts is None:
        raise UsageError(f"{age!r} is no age; write a number with s, min, h or d: 26h")
    return float(parts[1]) * _UNITS[parts[2]]


def last_success(
    record: Mapping[str, Any], before: Mapping[str, Any] | None
) -> str | None:
    """Return when the last good run ended, a run and the one before it considered."""
    if record["status"] == "ok":
        return str(record["end"])
    before = before or {}
    ended_well = before.get("end") if before.get("status") == "ok" else None
    return before.get("last_success") or ended_well


def _records(out: Path) -> list[dict[str, Any]]:
    """Return the manifest of a suite, else those of pages made alone."""
    suite = out / manifest.NAME
    files = [suite] if suite.exists() else sorted(out.glob(f"*.{manifest.NAME}"))
    is_running = lock.is_held(out)
    records = [
        (file.name.removesuffix(manifest.NAME).removesuffix("."), record)
        for file in files
        if (record := manifest.read_checked(file, is_running=is_running)) is not None
    ]
    return [
        record
        | {"ended_since": early_end.since(out, about, record.get("id"))}
        | _made_so_far(out, about, record)
        for about, record in records
    ]


def _made_so_far(out: Path, about: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pages of a run that did not end, its journal included."""
    if record.get("end") or record["status"] != _ABORTED:
        return {}
    pages = {str(page["slug"]): page for page in record.get("pages") or ()}
    prefix = f"{about}." if about else ""
    pages |= journal.read(out / f".{prefix}{journal.NAME}")
    made = sum(page.get("made_in") == record.get("id") for page in pages.values())
    return {"pages": [*pages.values()], "made_so_far": made}


def _as_one(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one record: of the last run that was not good, else of the last."""
    if len(records) == 1:
        return records[0]
    bad = [r for r in records if r.get("status") != "ok" or r.get("ended_since")]
    last = max(bad or records, key=lambda record: str(record.get("start")))
    return last | {
        "suite": f"{len(records)} pages made alone",
        "last_success": min(str(r.get("last_success") or "") for r in records),
        "pages": [page for record in records for page in record.get("pages") or ()],
    }


def _seconds(moment: str) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None


def _ago(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"
