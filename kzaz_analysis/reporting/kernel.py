"""A kernel of one's own: private folders, local sockets, and an end that is certain."""

from __future__ import annotations

import os
import signal
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_client.manager import AsyncKernelManager

LOG = "kernel.log"
"""File in the runtime folder that takes what a kernel writes past its streams."""

_ROOT = Path(__file__).resolve().parents[2]
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def environment(runtime: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel whose results do not depend on the user's.

    Parameters
    ----------
    runtime : pathlib.Path
        Private folder for connection files, settings and history.
    inherited : mapping
        The environment of the runner.

    Returns
    -------
    dict
        The same with hash seed, time zone, encoding and numerical threads fixed (one
        thread a kernel: several kernels may share the machine), and Jupyter's and
        IPython's folders private.
    """
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "TZ": "UTC",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": str(runtime / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(runtime / "config"),
        "JUPYTER_DATA_DIR": str(runtime / "data"),
    } | dict.fromkeys(_THREADS, "1")
    if str(_ROOT) != sysconfig.get_path("purelib"):
        path = [str(_ROOT), inherited.get("PYTHONPATH", "")]
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return dict(inherited) | fixed


def manager(runtime: Path) -> AsyncKernelManager:
    """Return a manager for kernels of this very interpreter.

    Kernel specifications installed by the user are not looked at. Where sockets can
    be files they lie in `runtime`, so that kernels started side by side cannot take
    each other's ports.
    """
    from jupyter_client import kernelspec  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415

    class ThisPython(kernelspec.KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> kernelspec.KernelSpec:
            launcher = [sys.executable, "-m", "ipykernel_launcher"]
            return kernelspec.KernelSpec(
                argv=[*launcher, "-f", "{connection_file}"],
                display_name=kernel_name,
                language="python",
            )

    local: dict[str, Any] = {"transport": "ipc"} if os.name == "posix" else {}
    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisPython(),
        connection_file=str(runtime / "k.json"),
        **local,
    )


def end_group(group: int | None) -> None:
    """Kill a kernel with all its children; nothing happens if they are gone."""
    if group and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def last_words(runtime: Path, limit: int = 2000) -> str:
    """Return the end of what the kernel wrote to its log, or nothing."""
    try:
        return (runtime / LOG).read_text("utf-8", errors="replace")[-limit:].strip()
    except OSError:
        return ""
