"""What a person sees of a run while it goes on."""

from __future__ import annotations

import sys
from typing import Any


class Progress:
    """A bar on a terminal, one line a page elsewhere; standard error only.

    Parameters
    ----------
    pages : int
        How many there will be.
    """

    def __init__(self, pages: int) -> None:
        self.bar: Any = None
        self.parts: dict[str, float] = {}
        if sys.stderr.isatty():
            from tqdm import tqdm  # noqa: PLC0415 - only where it is shown

            # Its watching thread would keep pages from being forked.
            tqdm.monitor_interval = 0
            layout = "{desc} |{bar:24}| {n:.1f} of {total} pages, {elapsed}"
            self.bar = tqdm(total=pages, bar_format=layout, leave=False)

    def __call__(self, slug: str, event: str, *rest: Any) -> None:
        """Take one event, as `run.run` tells it."""
        if event == "end":
            status, message = rest
            self._say(f"{slug}: {status}" + (f": {message}" if message else ""))
            self._move(slug, 1.0)
        elif self.bar is not None:
            self.bar.set_description_str(slug)
            self._move(slug, rest[0] / rest[1] * 0.9 if rest else 0.0)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()

    def _say(self, line: str) -> None:
        if self.bar is None:
            print(line, file=sys.stderr, flush=True)
        else:
            self.bar.write(line, file=sys.stderr)

    def _move(self, slug: str, part: float) -> None:
        if self.bar is not None:
            self.bar.update(part - self.parts.get(slug, 0.0))
            self.parts[slug] = part
