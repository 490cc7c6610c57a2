"""Notebooks that lie elsewhere: read as papermill reads them, once for a run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from kzaz_analysis.errors import UsageError


def is_remote(name: str) -> bool:
    """Whether a name is an address, such as ``s3://bucket/report.ipynb``."""
    return "://" in name


@cache
def fetch(address: str) -> Path:
    """Read a notebook from its address; return a copy that ends with this process.

    Parameters
    ----------
    address : str
        Of any kind that papermill reads: ``https``, ``s3``, ``gs``, ``abs``, ``adl``,
        ``hdfs``. Some need a library, which papermill names.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    from papermill import iorw  # noqa: PLC0415

    papermills: Any = iorw
    scheme = urlsplit(address).scheme
    if isinstance(papermills.papermill_io.get_handler(address), iorw.LocalHandler):
        # It takes whatever no other reader does, and looks on the disk.
        raise UsageError(f"{address} cannot be read: papermill reads no {scheme}://")
    try:
        text = papermills.papermill_io.read(address)
    except Exception as error:
        # Each kind of storage has errors of its own.
        reason = f"{type(error).__name__}: {error}"
        raise UsageError(f"{address} cannot be read: {reason}") from None
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        # Such as the page that says that there is nothing.
        raise UsageError(f"{address} is no notebook: it begins with {text[:60]!r}")
    folder = Path(tempfile.mkdtemp(prefix="kzaz-notebook-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / PurePosixPath(urlsplit(address).path).name
    path.write_text(text, "utf-8")
    return path
