"""Text from templates, files whole or not at all, and other programs called."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import OutputError, UsageError

if TYPE_CHECKING:
    import jinja2

MARK = "Written by kzaz schedule"
"""How the first line of every file begins that is ours to replace."""

_PATIENCE_S = 60
_TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, **values: Any) -> str:
    """Fill a template of this room."""
    return _environment().get_template(template).render(mark=MARK, **values)


def is_ours(path: Path) -> bool:
    """Whether a file is there and begins with our mark."""
    try:
        return MARK in path.read_text("utf-8", "replace").partition("\n")[0]
    except OSError:
        return False


def write(path: Path, text: str) -> None:
    """Write a file beside its place and move it in; OutputError if that fails."""
    beside = path.with_name(f".{path.name}.kzaz-part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None


def call(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program of the system and return how it ended.

    Raises
    ------
    UsageError
        If there is no such program here.
    OutputError
        If it does not answer.
    """
    try:
        return subprocess.run(  # noqa: S603 - words of our own
            words,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )
    except FileNotFoundError:
        raise UsageError(
            f"there is no program {words[0]} here; without --install the text is "
            "printed, for you to put where it belongs"
        ) from None
    except subprocess.TimeoutExpired:
        raise OutputError(f"{' '.join(words)} did not answer") from None


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # noqa: PLC0415

    return jinja2.Environment(  # noqa: S701 - none of these files is HTML
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
