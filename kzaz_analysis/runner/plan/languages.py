"""Which kernel a notebook needs: this interpreter's, or one of another language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def kernel_of(report: str, notebook: Mapping[str, Any]) -> str:
    """Return the name of the installed kernel that executes a notebook.

    Parameters
    ----------
    report : str
        Name of the notebook, for messages.
    notebook : mapping
        The notebook as its JSON file holds it.

    Returns
    -------
    str
        Empty for Python: its notebooks are executed by this very interpreter.

    Raises
    ------
    UsageError
        If the notebook is written in another language and its kernel is not installed.
    """
    if is_python(notebook):
        return ""
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415

    specs: Any = KernelSpecManager()
    installed = specs.get_all_specs()
    languages: dict[str, str] = {
        name: str(of["spec"]["language"]) for name, of in installed.items()
    }
    name, language = _kernel_name(notebook), language_of(notebook)
    same = [of for of in languages if languages[of].lower() == language.lower()]
    if name in languages:
        is_this = not language and _PYTHON.fullmatch(languages[name])
        return "" if is_this else name
    if same:
        return sorted(same)[0]
    written = f"is written in {language}" if language else "says no language"
    kernel_words = f"the kernel {name!r}" if name else f"a kernel for {language}"
    raise UsageError(
        f"{report} {written}, and {kernel_words} is not installed; "
        f"installed are {', '.join(sorted(languages))}"
    )


def _kernel_name(notebook: Mapping[str, Any]) -> str:
    spec = notebook.get("metadata", {}).get("kernelspec") or {}
    return str(spec.get("name") or "")
