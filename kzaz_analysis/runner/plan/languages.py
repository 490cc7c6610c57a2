"""Which kernel a notebook needs: this interpreter's, or another that is installed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_THIS_PYTHON = ("", "python", "python2", "python3")
"""Names that a kernel has where nobody gave it another."""

_PYTHON = re.compile(r"(?:i?python|xpython|pyodide)\d*", re.IGNORECASE)


def language_of(notebook: Mapping[str, Any]) -> str:
    """Return the language that a notebook says it is written in; empty if it does not.

    Parameters
    ----------
    notebook : mapping
        The notebook as its JSON file holds it.
    """
    meta = notebook.get("metadata", {})
    spec, info = meta.get("kernelspec") or {}, meta.get("language_info") or {}
    return str(spec.get("language") or info.get("name") or "")


def is_python(notebook: Mapping[str, Any]) -> bool:
    """Whether a notebook is written in Python, as far as it says."""
    language = language_of(notebook)
    return bool(_PYTHON.fullmatch(language or _kernel_name(notebook) or "python"))


class Kernel(NamedTuple):
    """What executes a notebook.

    Attributes
    ----------
    name : str
        An installed kernel; empty for one of this very interpreter.
    absent : str
        The Python kernel that the notebook names, where that is not installed and one
        of this interpreter stands in for it.
    """

    name: str = ""
    absent: str = ""


OURS = Kernel()
"""One of this interpreter, where nothing else is asked for."""


def kernel_of(report: str, notebook: Mapping[str, Any]) -> Kernel:
    """Return the kernel that executes a notebook.

    One in Python runs in the kernel that it names, if that is installed and of another
    interpreter than this one; else in one of this interpreter.

    Parameters
    ----------
    report : str
        Name of the notebook, for messages.
    notebook : mapping
        The notebook as its JSON file holds it.

    Raises
    ------
    UsageError
        If the notebook is written in another language and its kernel is not installed.
    """
    name, language = _kernel_name(notebook), language_of(notebook)
    if is_python(notebook) and name in _THIS_PYTHON:
        return OURS
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415

    specs: Any = KernelSpecManager()
    installed = {of: each["spec"] for of, each in specs.get_all_specs().items()}
    languages = {of: str(spec["language"]) for of, spec in installed.items()}
    if name in installed:
        is_this = _starts_this_python(installed[name]["argv"])
        return Kernel("" if is_this and _PYTHON.fullmatch(languages[name]) else name)
    if is_python(notebook):
        return Kernel(absent=name)
    same = [of for of in languages if languages[of].lower() == language.lower()]
    if same:
        return Kernel(sorted(same)[0])
    written = f"is written in {language}" if language else "says no language"
    kernel_words = f"the kernel {name!r}" if name else f"a kernel for {language}"
    raise UsageError(
        f"{report} {written}, and {kernel_words} is not installed; "
        f"installed are {', '.join(sorted(languages))}"
    )


def _starts_this_python(argv: Sequence[str]) -> bool:
    """Whether a command starts this interpreter, under whichever of its names.

    Environments share the file of an interpreter; its folder tells them apart.
    """
    command = Path(argv[0])
    if command.parent == Path():
        # Jupyter puts this interpreter in for a bare name.
        return _PYTHON.fullmatch(command.stem.replace(".", "")) is not None
    here = Path(sys.executable)
    return command.resolve() == here.resolve() and (
        command.parent.resolve() == here.parent.resolve()
    )


def _kernel_name(notebook: Mapping[str, Any]) -> str:
    spec = notebook.get("metadata", {}).get("kernelspec") or {}
    return str(spec.get("name") or "")
