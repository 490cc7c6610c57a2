"""Seaborn's styles, without a second for importing what seaborn draws with."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

_SEABORN = "seaborn"
_COLOUR_MAP = "image.cmap"


def style(name: str) -> dict[str, Any]:
    """Return the settings of one of seaborn's styles.

    Importing seaborn imports scipy.stats and most of statsmodels, which takes longer
    than to draw a chart; its styles need neither. Whoever imports seaborn later gets
    it whole.

    Parameters
    ----------
    name : str
        A style of seaborn, such as "white".

    Returns
    -------
    dict
        Settings of matplotlib by name, as ``seaborn.axes_style`` returns them, but
        for its colour map: no chart here has one, and seaborn would register it.
    """
    spec = find_spec(_SEABORN) if _SEABORN not in sys.modules else None
    if spec is not None:
        # The empty package lets its modules be imported one by one.
        sys.modules[_SEABORN] = module_from_spec(spec)
        try:
            with suppress(ImportError, AttributeError):
                return _style_of(f"{_SEABORN}.rcmod", name)
        finally:
            _forget()
    return _style_of(_SEABORN, name)


def _style_of(module: str, name: str) -> dict[str, Any]:
    settings = dict(import_module(module).axes_style(name))
    return {key: settings[key] for key in settings if key != _COLOUR_MAP}


def _forget() -> None:
    for module in list(sys.modules):
        if module.partition(".")[0] == _SEABORN:
            del sys.modules[module]
