"""Templates are compiled once, and what was compiled is of their text."""

import sys

import jinja2
import pytest

from kzaz_analysis.display import templates

TEXT = "{% macro level() %}it was high{% endmacro %}"


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Say a sentence as a new process does; return it and the texts it compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    template = tmp_path / "sentences.j2"
    template.write_text(TEXT, encoding="utf-8")
    compiled = []
    whole = jinja2.Environment.compile

    def compile_(self, source, *rest):
        compiled.append(source)
        return whole(self, source, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)

    def say(text=TEXT):
        template.write_text(text, encoding="utf-8")
        for cached in (templates._macros, templates._environment):
            cached.cache_clear()
        compiled.clear()
        written = templates.Sentences(str(template)).text("level")
        return written, list(compiled)

    return say


def test_a_template_is_compiled_once(said):
    assert said() == ("it was high", [TEXT])
    assert said() == ("it was high", [])


def test_another_text_is_compiled_anew(said):
    said()
    other = TEXT.replace("high", "low")
    assert said(other) == ("it was low", [other])


def test_another_compiler_compiles_anew(said, monkeypatch):
    said()
    monkeypatch.setattr(jinja2, "__version__", "0")
    assert said() == ("it was high", [TEXT])


def test_what_was_kept_and_is_broken_is_compiled_anew(said, tmp_path):
    said()
    [kept] = (tmp_path / "__pycache__").iterdir()
    whole = kept.read_bytes()
    for broken in (b"", whole[:20], whole[:60], whole[:-5]):
        kept.write_bytes(broken)
        assert said() == ("it was high", [TEXT])
        assert kept.read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(said, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    said()
    assert said() == ("it was high", [TEXT])
    assert [path.name for path in tmp_path.iterdir()] == ["sentences.j2"]


def test_a_folder_that_takes_no_file_is_no_error(said, tmp_path):
    (tmp_path / "__pycache__").write_text("in the way")
    assert said() == ("it was high", [TEXT])
    assert said() == ("it was high", [TEXT])
