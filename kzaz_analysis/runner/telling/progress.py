"""What a person sees of a run while it goes on."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FEW = 20
"""So many pages can be followed one by one; of more, a summary is given as well."""

_SUMMARIES = 10
_MADE = "ok"


@dataclass
class Tally:
    """How far a run is, and how long it will take at the pace so far.

    Attributes
    ----------
    due : int
        Pages that the run has to make.
    unchanged : int
        Pages of the suite that stand as they are.
    made, failed : int
        Pages that were made, and that could not be.
    """

    due: int
    unchanged: int = 0
    made: int = 0
    failed: int = 0

    @property
    def ended(self) -> int:
        """Pages of these that it has done with."""
        return self.made + self.failed

    def text(self, elapsed_s: float) -> str:
        """Say what is done, at which pace, and how long the rest will take.

        Parameters
        ----------
        elapsed_s : float
            Seconds since the first page was begun.

        Examples
        --------
        >>> Tally(180, unchanged=20, made=44, failed=1).text(90)
        '45 of 180 pages, 1 failed, 20 unchanged, 30 a minute, about 4 min left'
        """
        parts = [f"{self.ended} of {self.due} pages"]
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.unchanged} unchanged"] if self.unchanged else []
        if self.ended and elapsed_s > 0:
            pace = 60 * self.ended / elapsed_s
            parts.append(
                f"{pace:.0f} a minute" if pace >= 10 else f"{pace:.1f} a minute"
            )
            left = self.due - self.ended
            if left:
                parts.append(f"about {duration(elapsed_s / self.ended * left)} left")
        return ", ".join(parts)


class Progress:
    """A bar on a terminal, one line a page elsewhere; standard error only.

    Where many pages are due, a line after each tenth of them tells the pace and the
    time left.

    Parameters
    ----------
    pages : int
        How many are due.
    unchanged : int
        How many more the suite has, which stand as they are.
    clock : callable
        Gives the time in seconds.
    """

    def __init__(
        self,
        pages: int,
        unchanged: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tally = Tally(pages, unchanged)
        self.clock = clock
        self.begun = clock()
        self.bar: Any = None
        self.parts: dict[str, float] = {}
        if sys.stderr.isatty():
            from tqdm import tqdm  # noqa: PLC0415 - only where it is shown

            # Its watching thread would keep pages from being forked.
            tqdm.monitor_interval = 0
            layout = "|{bar:24}| {desc}, {elapsed}"
            self.bar = tqdm(total=pages, bar_format=layout, leave=False, mininterval=0)

    def __call__(self, slug: str, event: str, *rest: Any) -> None:
        """Take one event, as `run.run` tells it."""
        if event == "end":
            self._end(slug, *rest)
        elif event == "retry":
            status, message = rest
            self._say(f"{slug}: {status}: {message}; it is tried again")
        elif event in ("start", "cell"):
            self._move(slug, rest[0] / rest[1] * 0.9 if rest else 0.0)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()

    def _end(self, slug: str, status: str, message: str) -> None:
        self._say(f"{slug}: {status}" + (f": {message}" if message else ""))
        tenths = self._tenths()
        if status == _MADE:
            self.tally.made += 1
        else:
            self.tally.failed += 1
        self._move(slug, 1.0)
        if self.bar is None and self.tally.due > FEW and self._tenths() > tenths:
            self._say(self._text())

    def _tenths(self) -> int:
        return _SUMMARIES * self.tally.ended // self.tally.due

    def _text(self) -> str:
        return self.tally.text(self.clock() - self.begun)

    def _say(self, line: str) -> None:
        if self.bar is None:
            print(line, file=sys.stderr, flush=True)
        else:
            self.bar.write(line, file=sys.stderr)

    def _move(self, slug: str, part: float) -> None:
        if self.bar is not None:
            self.bar.set_description_str(f"{self._text()}: {slug}", refresh=False)
            self.bar.update(part - self.parts.get(slug, 0.0))
            self.parts[slug] = part


def duration(seconds: float) -> str:
    """Return a length of time as people say it.

    Examples
    --------
    >>> duration(48.2), duration(400), duration(9000)
    ('48 s', '7 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours} h {minutes_left} min" if hours else f"{minutes_left} min"
