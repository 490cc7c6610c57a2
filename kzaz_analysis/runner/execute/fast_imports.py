"""The libraries of notebooks, imported once and without what takes seconds.

Most of the time that it takes to import them goes into things that they do without if
they do not find them: grammars of addresses and durations, which jsonschema compiles
and needs for no notebook; Arrow, by which papermill reads notebooks of Hadoop, which
are read before a page is made; and a debugger, which nobody could use in a kernel that
runs a report.
"""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALIDATOR = "jsonschema"
_GRAMMARS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")
_ARROW, _READS = "pyarrow", "papermill"
_DEBUGGER, _DEBUGS = "debugpy", "ipykernel.debugger"
_CLIENT = (
    "nbformat",
    "nbclient",
    "jupyter_client.manager",
    "jupyter_client.provisioning",
    "papermill",
)
_KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.displayhook",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.history",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "multiprocessing.pool",
    "multiprocessing.resource_tracker",
    "runpy",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
_RENDERING = ("jinja2", "nbconvert.filters.markdown_mistune")
_ONE_THREAD = threading.Lock()


def import_client() -> None:
    """Import what executes notebooks; costs nothing the second time."""
    with ExitStack() as stack:
        for part in _GRAMMARS:
            stack.enter_context(_without(part, _VALIDATOR))
        stack.enter_context(_without(_ARROW, _READS))
        for name in _CLIENT:
            import_module(name)


def import_kernel() -> None:
    """Import what a kernel is made of, without the debugger."""
    with _without(_DEBUGGER, _DEBUGS):
        for name in (*_KERNEL, _DEBUGS):
            import_module(name)


def import_rendering() -> None:
    """Import what makes pages of executed notebooks; costs nothing the second time.

    To be called before any of it is imported elsewhere: modules that import each other
    are a deadlock when two threads begin at different ends.
    """
    with _ONE_THREAD:
        import_client()
        for name in _RENDERING:
            import_module(name)


def import_all() -> None:
    """Import all of it, for notebooks that use nothing else that is slow to import."""
    import_rendering()
    import_kernel()


def import_rendering_meanwhile() -> None:
    """Import it in a thread, while a kernel is at work and this process waits."""
    if _RENDERING[-1] not in sys.modules:
        threading.Thread(target=import_rendering, daemon=True).start()


def forget_halves() -> None:
    """Let whoever imports from now on what was imported in part get it whole."""
    for name in list(sys.modules):
        if name.partition(".")[0] in (_VALIDATOR, _READS):
            del sys.modules[name]


@contextmanager
def _without(part: str, whole: str) -> Iterator[None]:
    """Keep a part from being found when what uses it is imported for the first time."""
    if whole in sys.modules or part in sys.modules:
        yield
        return
    # None makes the import fail as if the part were not installed.
    sys.modules[part] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[part]
