"""Files in YAML: plain values, no key twice, and no more of them than are written."""

from __future__ import annotations

import stat
from collections import Counter
from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.files import kind_of

if TYPE_CHECKING:
    from pathlib import Path

MOST_VALUES = 1_000_000
"""Values that a file may stand for, each counted as often as an alias repeats it."""

DEEPEST = 100
"""Lists and mappings that may stand in each other; the loader in C does not look."""


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping with text keys.

    Raises
    ------
    ParameterError
        If it cannot be read, or holds something else. A few hundred bytes of aliases
        of aliases may stand for a billion values: these are counted before any is
        built.
    """
    import yaml  # noqa: PLC0415

    try:
        document = _document(_text(path))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ParameterError(f"{path} cannot be read: {error}") from None
    if document is None:
        return {}
    if not isinstance(document, dict) or not all(isinstance(k, str) for k in document):
        raise ParameterError(f"{path} must hold 'name: value' lines")
    return document


def _text(path: Path) -> str:
    """Read a plain file: a named pipe would be waited for, a device has no end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise ValueError(f"it is {kind_of(mode)}, not a file; save its text in one")
    return path.read_text("utf-8")


def _document(text: str) -> Any:
    _check_depth(text)
    loader = _loader()(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if _values(node, {}) > MOST_VALUES:
            raise ValueError(f"its aliases stand for more than {MOST_VALUES:,} values")
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _check_depth(text: str) -> None:
    import yaml  # noqa: PLC0415

    depth = 0
    for event in yaml.parse(text, _plain()):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError("it is nested too deep")


def _values(node: Any, counts: dict[int, int]) -> int:
    """Count the values that a node stands for, each node looked at once."""
    if not isinstance(node.value, list):
        return 1
    if id(node) not in counts:
        # An alias to what it stands in has no end.
        counts[id(node)] = MOST_VALUES + 1
        parts = (part for of in node.value for part in (of if _is_pair(of) else (of,)))
        counts[id(node)] = 1 + sum(_values(part, counts) for part in parts)
    return counts[id(node)]


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple)


def _plain() -> Any:
    import yaml  # noqa: PLC0415

    # The one in C, where PyYAML has it, reads a long suite ten times faster.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _loader() -> Any:
    """Return a loader of plain values that lets no key silently replace another."""
    plain: Any = _plain()

    class Strict(plain):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
            twice = [key for key, n in Counter(keys).items() if n > 1 and key != "<<"]
            if twice:
                line = node.start_mark.line + 1
                raise ValueError(f"{twice[0]!r} stands twice in the lines from {line}")
            return super().construct_mapping(node, deep)

    return Strict
