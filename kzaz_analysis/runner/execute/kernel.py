"""A kernel of one's own: private folders, local sockets, and an end that is certain.

Where the system can fork, kernels are forked from a warm process; elsewhere, and where
``KZAZ_KERNEL`` is ``plain``, each is started afresh. Both do the same, at other speeds.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.runner.execute import forked

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_client.manager import AsyncKernelManager

LOG = "kernel.log"
"""File in the runtime folder that takes what a kernel writes past its streams."""

SCRATCH = "tmp"
"""Folder for temporary files of a notebook, in its runtime folder."""

WAY = "KZAZ_KERNEL"
"""Environment variable that says how kernels start."""

WAYS = ("forked", "plain")
"""What it may say; the first is what happens when it says nothing."""

_ROOT = Path(__file__).resolve().parents[3]
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def may_fork() -> bool:
    """Whether kernels are forked from a warm process.

    Raises
    ------
    UsageError
        If ``KZAZ_KERNEL`` is none of the ways there are.
    """
    way = os.environ.get(WAY) or WAYS[0]
    if way not in WAYS:
        raise unknown_name(f"way to start kernels ({WAY})", way, WAYS)
    return way == WAYS[0] and sys.platform == "linux"


def settled(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which results do not depend on the user's.

    Parameters
    ----------
    inherited : mapping
        The environment of the runner.

    Returns
    -------
    dict
        The same with hash seed, time zone, encoding and numerical threads fixed (one
        thread a process: several of them may share the machine).
    """
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        "LINES": "24",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    } | dict.fromkeys(_THREADS, "1")
    if str(_ROOT) != sysconfig.get_path("purelib"):
        path = [str(_ROOT), inherited.get("PYTHONPATH", "")]
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return dict(inherited) | fixed


def environment(runtime: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel.

    Parameters
    ----------
    runtime : pathlib.Path
        Private folder for connection files, settings and history.
    inherited : mapping
        The environment of the runner.

    Returns
    -------
    dict
        The settled one, with Jupyter's and IPython's folders private, and that for
        temporary files where `runtime` holds one.
    """
    scratch = runtime / SCRATCH
    return settled(inherited) | {
        **({"TMPDIR": str(scratch)} if scratch.is_dir() else {}),
        "IPYTHONDIR": str(runtime / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(runtime / "config"),
        "JUPYTER_DATA_DIR": str(runtime / "data"),
    }


def folders(work: Path, runtime: Path) -> tuple[Path, ...]:
    """Return the folders of a kernel, of which its page tells nothing."""
    return work, runtime, runtime / SCRATCH


def manager(runtime: Path, name: str = "") -> AsyncKernelManager:
    """Return a manager for one kernel.

    Parameters
    ----------
    runtime : pathlib.Path
        Private folder for its connection file.
    name : str
        A kernel that is installed, which is started afresh and reached through ports
        of this machine. Without it the kernel is one of this very interpreter, and
        kernels installed by the user are not looked at. Where sockets can be files
        its sockets lie in `runtime`, so that kernels started side by side cannot take
        each other's ports. One that was forked and waits is taken first.
    """
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415

    options = {} if name else _this_python()
    return AsyncKernelManager(
        kernel_name=name or "python3",
        connection_file=str(runtime / "k.json"),
        **options,
    )


def _this_python() -> dict[str, Any]:
    from jupyter_client import kernelspec  # noqa: PLC0415

    from kzaz_analysis.runner.execute import provisioner  # noqa: PLC0415

    provided = provisioner.register() if forked.is_waiting() else {}

    class ThisPython(kernelspec.KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> kernelspec.KernelSpec:
            launcher = [sys.executable, "-m", "ipykernel_launcher"]
            return kernelspec.KernelSpec(
                argv=[*launcher, "-f", "{connection_file}"],
                display_name=kernel_name,
                language="python",
                metadata=provided,
            )

    transport = {"transport": "ipc"} if os.name == "posix" else {}
    return {"kernel_spec_manager": ThisPython(), **transport}


def limit_memory(pid: int, memory_mb: float) -> None:
    """Limit what a kernel, and each of its children, may allocate.

    What counts is memory of its own that it can write to, not the code of libraries.

    Raises
    ------
    UsageError
        If the system cannot do that.
    """
    if not hasattr(resource, "prlimit"):
        raise UsageError("a memory limit needs Linux; leave it out")
    most = int(memory_mb * 2**20)
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


def limit_files(pid: int, most: int) -> None:
    """Limit what a process may hold open, so that one page leaves some for others."""
    if not hasattr(resource, "prlimit"):
        return
    with suppress(ProcessLookupError, PermissionError):
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        least = min(bound for bound in (soft, hard, most) if bound >= 0)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (least, hard))


def peak_mb(pid: int | None = None) -> float | None:
    """Return the peak memory of a kernel in mebibytes; None where nobody can tell.

    Parameters
    ----------
    pid : int, optional
        A kernel that still runs. Without it, that of the largest child that has
        ended: the kernel, as each page has a process of its own.
    """
    if resource is None:
        return None
    if pid is None:
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
    return _mb_of(pid, "VmHWM")


def shared_mb(pid: int) -> float | None:
    """Return how much memory that can be shared a process holds, in mebibytes.

    Such memory counts for no limit of `limit_memory`. None where nobody can tell.
    """
    return _mb_of(pid, "RssShmem")


def _mb_of(pid: int, what: str) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    except OSError:
        return None
    match = re.search(rf"^{what}:\s*(\d+) kB$", status, re.MULTILINE)
    return round(int(match[1]) / 1024, 1) if match else None


def own_peak_mb() -> float | None:
    """Return the peak memory of this process in mebibytes, where it can be told."""
    return peak_mb(os.getpid())


def end_group(group: int | None) -> None:
    """Kill a kernel with all its children; nothing happens if they are gone."""
    if group and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def last_words(runtime: Path, limit: int = 2000) -> str:
    """Return the end of what the kernel wrote to its log, or nothing."""
    try:
        text = (runtime / LOG).read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return text.replace("\0", "")[-limit:].strip()
