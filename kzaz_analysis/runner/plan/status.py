"""States of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


GOOD = ("ok", "unchanged")
"""States of a page that stands."""
