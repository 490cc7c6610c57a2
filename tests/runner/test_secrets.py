"""Secrets by reference: refused in plain, found by name, masked wherever they show."""

import base64
import html
import json
import os
from types import SimpleNamespace

import pytest
from disturbed import Desk
from hypothesis import given
from hypothesis import strategies as st
from tiny_notebooks import handing_over

import kzaz_analysis as kz
from kzaz_analysis import secrets
from kzaz_analysis.errors import ParameterError
from kzaz_analysis.runner.plan.parameters import parse

VALUE = 'pa&s<"wörd>/+ of Aktau'
CELL = 'key: str = ""  # key of the service {secret}\nyear: int = 2030  # last year'


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setenv("SERVICE_KEY", VALUE)
    return VALUE


def test_a_reference_stands_for_the_value_of_a_variable(key):
    assert kz.secret("env:SERVICE_KEY") == key
    schema = parse("growth", CELL)
    values = schema.bind({"key": "env:SERVICE_KEY"})
    assert values["key"] == "env:SERVICE_KEY"
    assert schema.references(values) == ("env:SERVICE_KEY",)
    assert schema.references(schema.bind({})) == ()
    assert schema.parameters[0].help == "key of the service"
    assert schema.parameters[0].as_dict()["format"] == "secret"
    assert "env:NAME" in str(schema.parameters[0].rules)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("hunter2-hunter2", "by reference, as env:NAME", id="plain"),
        pytest.param(20302030, "by reference, as env:NAME", id="a number"),
        pytest.param(["hunter2-hunter2"], "by reference", id="a list"),
        pytest.param("env:", "by reference", id="no name"),
        pytest.param("env:A;B", "by reference", id="no plain name"),
        pytest.param("env:NOT_SET", "variable NOT_SET is not set", id="not set"),
        pytest.param("env:EMPTY", "variable EMPTY is not set", id="empty"),
        pytest.param("env:SHORT", "SHORT holds fewer than 8 signs", id="too short"),
    ],
)
def test_what_is_no_secret_is_refused_and_never_repeated(monkeypatch, given, said):
    monkeypatch.delenv("NOT_SET", raising=False)
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setenv("SHORT", " hunter2 ")
    with pytest.raises(ParameterError) as refused:
        parse("growth", CELL).bind({"key": given})
    assert f"key: {said}" in str(refused.value) or said in str(refused.value)
    assert refused.value.__cause__ is None
    for secret in ("hunter2", "20302030"):
        assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('key: str = "hunter2-hunter2"  # a {secret}', "by reference"),
        ("key: int = 5  # a {secret}", "a rule for text, not for int"),
        ("key: list[str] = []  # a {secret}", "a rule for text, not for list[str]"),
        ('key: str = ""  # a {secret} {choices: a, b}', "stands alone"),
    ],
)
def test_a_declaration_that_would_give_a_secret_away_is_refused(line, said):
    with pytest.raises(ParameterError) as refused:
        parse("growth", line)
    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_declaration_may_name_a_variable_that_is_not_set_here():
    schema = parse("growth", 'key: str = "env:NOT_SET_HERE"  # a {secret}')
    assert schema.parameters[0].default == "env:NOT_SET_HERE"
    with pytest.raises(ParameterError, match="NOT_SET_HERE is not set"):
        schema.bind({})


def test_a_secret_that_is_not_there_is_said_by_name(monkeypatch):
    monkeypatch.delenv("SERVICE_KEY", raising=False)
    for reference in ("env:SERVICE_KEY", "", None, "SERVICE_KEY"):
        with pytest.raises(ParameterError):
            kz.secret(reference)
    assert secrets.masking(["env:SERVICE_KEY"])("text") == "text"


WRITTEN = {
    "plain": str,
    "repr": repr,
    "bytes": lambda v: repr(v.encode()),
    "signs of ASCII": ascii,
    "json": json.dumps,
    "html": html.escape,
    "capitals": str.upper,
    "small letters": str.lower,
    "base64 alone": lambda v: base64.b64encode(v.encode()).decode(),
    "url": lambda v: __import__("urllib.parse").parse.quote(v, safe=""),
    "hexadecimal": lambda v: v.encode().hex(),
    "base64 of capitals": lambda v: base64.b64encode(v.upper().encode()).decode(),
    "hexadecimal of small letters": lambda v: v.lower().encode().hex(),
    "address in title case": lambda v: __import__("urllib.parse").parse.quote(
        v.title()
    ),
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=list(WRITTEN))
def test_a_secret_is_masked_however_it_is_written(key, write):
    mask = secrets.masking(["env:SERVICE_KEY"])
    found = mask({"a": [f"before {write(key)} after"], write(key): 1})
    assert "***" in found["a"][0]
    assert found["a"][0].startswith("before ")
    assert found["a"][0].endswith(" after")
    assert write(key)[1:-1][:12] not in json.dumps(found)


@given(before=st.binary(max_size=8), after=st.binary(max_size=8))
def test_base64_hides_no_secret_wherever_it_starts(before, after):
    raw = b"open sesame, please"
    name = "KZAZ_TEST_SESAME"
    os.environ[name] = raw.decode()
    try:
        mask = secrets.masking([f"env:{name}"])
    finally:
        del os.environ[name]
    masked = mask(base64.b64encode(before + raw + after).decode())
    assert secrets.MASK in masked
    # What is left decodes, at no place, to any four letters of it.
    for part in masked.split(secrets.MASK):
        for start in range(4):
            text = part[start:].rstrip("=")
            known = base64.b64decode(text[: len(text) // 4 * 4])
            assert not any(raw[n : n + 4] in known for n in range(len(raw) - 3))


def test_every_line_of_a_long_secret_is_masked(monkeypatch):
    monkeypatch.setenv("SERVICE_KEY", "-----BEGIN-----\nfirst half of it\nsecond half")
    mask = secrets.masking(["env:SERVICE_KEY"])
    assert mask("it says: second half.") == "it says: ***."


SHOWING = """\
import base64, json, sys
import kzaz_analysis as kz
from IPython.display import HTML, display
value = kz.secret(key)
print(value, json.dumps({"key": value}), repr([value]))
print(value[:-3] + "\\x1b[0m" + value[-3:])
print(base64.b64encode(b"user:" + value.encode()).decode(), file=sys.stderr)
display(HTML(f"<p>{value}</p>"))
{"key": value, value: 1}"""


@pytest.fixture(scope="module")
def shown():
    """A suite of one page that shows its secret, and one that fails with it."""
    with Desk() as desk:
        bundle = handing_over().replace(
            "'kicker': 'Growth · freight'", "'kicker': value"
        )
        assert bundle != handing_over()
        desk.save("showing", SHOWING, bundle, parameters=CELL)
        fails = f"{SHOWING}\nraise ValueError('refused: ' + value)"
        desk.save("failing", fails, parameters=CELL)
        given = {"key": "env:SERVICE_KEY"}
        desk.suite("showing", "failing", showing=given, failing=given)
        done = desk.kzaz("suite", "--jobs", "2", env={"SERVICE_KEY": VALUE})
        yield SimpleNamespace(
            done=done,
            manifest=desk.manifest(),
            results=json.loads((desk.out / "showing.results.json").read_text("utf-8")),
            page=(desk.out / "showing.html").read_text("utf-8"),
            texts={
                str(path.relative_to(desk.out)): path.read_text(
                    "utf-8", errors="replace"
                )
                for path in desk.out.rglob("*")
                if path.is_file()
            },
        )


def test_the_notebook_reads_the_secret_and_no_file_of_the_run_carries_it(shown):
    assert shown.done.code == 9, shown.done
    assert "failing: failed" in shown.done.err
    assert "raised ValueError: refused: ***" in shown.done.err
    said = {**shown.texts, "out": shown.done.out, "err": shown.done.err}
    for name, text in said.items():
        for write in WRITTEN.values():
            assert write(VALUE) not in text, name
        assert "of Aktau" not in text, name


def test_the_reference_is_what_is_kept(shown):
    pages = {page["slug"]: page for page in shown.manifest["pages"]}
    assert pages["showing"]["status"] == "ok"
    assert pages["showing"]["parameters"]["key"] == "env:SERVICE_KEY"
    assert shown.results["parameters"]["key"] == "env:SERVICE_KEY"
    assert shown.results["kicker"] == "***"
    assert "env:SERVICE_KEY" in shown.page
    assert "***" in shown.page
    assert "***" in pages["failing"]["problem"]["detail"]


def test_a_secret_that_is_not_set_stops_the_run_before_it_starts():
    with Desk() as desk:
        desk.save("showing", SHOWING, parameters=CELL)
        done = desk.kzaz("run", "showing", "-p", "key", "env:SERVICE_KEY_NOT_SET")
        assert (done.code, done.out) == (2, "")
        assert "variable SERVICE_KEY_NOT_SET is not set" in done.err
        done = desk.kzaz("run", "showing", "-p", "key", VALUE)
        assert done.code == 2
        assert VALUE not in done.err
        assert not desk.out.exists()
