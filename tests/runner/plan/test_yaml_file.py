"""A file in YAML stands for no more values than a person would write."""

import pytest

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.plan.yaml_file import read_yaml

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "aliases stand for more than 1,000,000 values"),
        ("a: &a [*a]", "aliases stand for more than"),
        ("[" * 5000, "nested too deep"),
        ("a: " + "[" * 20_000 + "]" * 20_000, "nested too deep"),
        # So many ended the process without a word.
        ("[" * 100_000, "nested too deep"),
        ("- " * 100_000, "nested too deep"),
    ],
    ids=["bomb", "circle", "open", "deep", "very deep", "dashes"],
)
@pytest.mark.timeout(300)
def test_what_is_no_plain_file_is_refused_at_once(text, says, tmp_path):
    path = tmp_path / "suite.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=says):
        read_yaml(path)


def test_an_alias_is_read(tmp_path):
    path = tmp_path / "suite.yml"
    path.write_text("a: &a {b: 1}\nc: *a\nd: {<<: *a, e: 2}\n", encoding="utf-8")
    assert read_yaml(path) == {"a": {"b": 1}, "c": {"b": 1}, "d": {"b": 1, "e": 2}}
