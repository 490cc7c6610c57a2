"""What a page must keep to besides running to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Demands:
    """Which pages are refused that could be published.

    Attributes
    ----------
    strict : bool
        Pages that cannot show everything that their notebook shows.
    fail_on_stderr : bool
        Pages whose notebook wrote to standard error.
    """

    strict: bool = False
    fail_on_stderr: bool = False

    def refusal(
        self, left_out: Sequence[Mapping[str, str]], stderr: Mapping[str, Any]
    ) -> tuple[str, str] | None:
        """Return the cell and the reason for which a page is refused, if it is.

        Parameters
        ----------
        left_out : sequence of mapping
            ``cell`` and ``what``, one for each part of an output that is left out.
        stderr : mapping
            ``lines``, ``warnings`` and ``cell``, the first one that wrote any.
        """
        if self.strict and left_out:
            first_part = left_out[0]
            more = f", and {len(left_out) - 1} more" if left_out[1:] else ""
            reason = f"a page cannot show {first_part['what']}{more} (--strict)"
            return first_part["cell"], reason
        if self.fail_on_stderr and stderr.get("lines"):
            lines = stderr["lines"]
            counted = "1 line" if lines == 1 else f"{lines} lines"
            reason = f"{counted} on standard error (--fail-on-stderr)"
            warning_names = ", ".join(stderr.get("warnings") or ())
            return stderr.get(
                "cell", ""
            ), f"{reason}{f': {warning_names}' if warning_names else ''}"
        return None
