"""Templates that are compiled once, and kept as Python keeps its own modules.

To compile the sentences of all reports takes longer than any of their imports.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class Compiled(jinja2.BytecodeCache):
    """Compiled templates of one folder, in its ``__pycache__``.

    Whatever keeps Python from writing there keeps this from it too; templates are then
    compiled again by each process.

    Parameters
    ----------
    folder : pathlib.Path
        Where the templates lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source_checksum(self, source: str) -> str:
        """Say of which text, and by which compiler, a template was compiled."""
        return super().get_source_checksum(f"{jinja2.__version__}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, where it is of this text."""
        with suppress(OSError, EOFError, UnpicklingError):
            bucket.bytecode_from_string(self._path(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        part = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        module = self._folder / f"{bucket.key}.py"
        return Path(cache_from_source(module)).with_suffix(".j2c")
