"""Parameters: what a cell declares, and what is refused before a kernel starts."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_notebooks import PARAMETERS, notebook

from kzaz_analysis.errors import ParameterError
from kzaz_analysis.parameter_types import Written
from kzaz_analysis.runner.plan.parameters import (
    canonical_json,
    injected_source,
    parse,
    read_schema,
)

CELL = """\
# What the report takes.
series: str = "titr"  # which series {choices: titr, btc}
as_of: str = ""  # day, empty for all {date}
year: int = 2030  # last year {range: 2020..2060}
rate: float = -1.5  # percent {range: ..10}
real: bool = False  # in constant prices
levels: list[float] = [
    50.0, 80.0,
]  # confidence in percent {range: 1..99}
target: float | None = None  # level to reach
plain = 3"""


@pytest.fixture
def schema():
    return parse("growth", CELL)


def test_a_cell_gives_name_type_default_and_help(schema):
    described = {p.name: (str(p.kind), p.default, p.help) for p in schema.parameters}
    assert described == {
        "series": ("str", "titr", "which series"),
        "as_of": ("str", "", "day, empty for all"),
        "year": ("int", 2030, "last year"),
        "rate": ("float", -1.5, "percent"),
        "real": ("bool", False, "in constant prices"),
        "levels": ("list[float]", [50.0, 80.0], "confidence in percent"),
        "target": ("float | None", None, "level to reach"),
        "plain": ("int", 3, ""),
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("year", "2031", 2031, id="text becomes a whole number"),
        pytest.param("year", 2031.0, 2031, id="a whole float is a whole number"),
        pytest.param("rate", "2", 2.0, id="text becomes a number"),
        pytest.param("rate", 2, 2.0, id="a whole number is a number"),
        pytest.param("real", "Yes", True, id="yes is true"),
        pytest.param("real", "0", False, id="0 is false"),
        pytest.param("as_of", datetime.date(2023, 7, 29), "2023-07-29", id="YAML day"),
        pytest.param("levels", "50, 95", [50.0, 95.0], id="list by commas"),
        pytest.param("levels", "[50, 95.5]", [50.0, 95.5], id="list as JSON"),
        pytest.param("levels", (80,), [80.0], id="tuple"),
        pytest.param("levels", "", [], id="empty list"),
        pytest.param("target", "none", None, id="no value, where that is allowed"),
        pytest.param("target", "5", 5.0, id="optional value"),
    ],
)
def test_values_get_one_form(schema, name, value, expected):
    found = schema.bind({name: value})[name]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("serie", "btc", "did you mean series", id="misspelt name"),
        pytest.param("x; import os", "1", "no parameter 'x; import os'", id="code"),
        pytest.param("series", "oil", "not one of titr, btc", id="not a choice"),
        pytest.param("series", 5, "5 is not text", id="number for text"),
        pytest.param("year", "2031.5", "not a whole number", id="fraction"),
        pytest.param("year", True, "not a whole number", id="truth is no number"),
        pytest.param("year", "2061", "above 2060", id="over the range"),
        pytest.param("year", "1999", "below 2020", id="under the range"),
        pytest.param("rate", "11", "above 10", id="half-open range"),
        pytest.param("rate", "nan", "not a finite number", id="NaN"),
        pytest.param("rate", float("inf"), "not a finite number", id="infinity"),
        pytest.param("real", "maybe", "not true or false", id="maybe"),
        pytest.param("as_of", "29.07.2023", "YYYY-MM-DD", id="day in another form"),
        pytest.param("as_of", "20230729", "YYYY-MM-DD", id="day without hyphens"),
        pytest.param("as_of", datetime.datetime(2023, 7, 29), "not text", id="time"),
        pytest.param("levels", "50,100", "above 99", id="one item over the range"),
        pytest.param("levels", {"a": 1}, "not a list", id="mapping for a list"),
        pytest.param("year", None, "nothing was given", id="nothing"),
        pytest.param("series", "a\udcff", "not text", id="bytes that are no text"),
    ],
)
def test_what_does_not_fit_is_refused(schema, name, value, said):
    with pytest.raises(ParameterError) as refused:
        schema.bind({name: value})
    assert said in str(refused.value)
    assert refused.value.exit_code == 2


def test_all_problems_are_listed_at_once(schema):
    with pytest.raises(ParameterError) as refused:
        schema.bind({"yaer": 1, "series": "oil", "rate": "x"})
    assert str(refused.value).splitlines() == [
        "growth: 3 problems",
        "there is no parameter 'yaer'; did you mean year?",
        "series: 'oil' is not one of titr, btc",
        "rate: 'x' is not a finite number",
    ]


def test_a_default_given_explicitly_is_the_same_run(schema):
    explicit = schema.bind({"series": "titr", "rate": "-1.5"})
    assert canonical_json(explicit) == canonical_json(schema.bind({}))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("x: int = 5  # a {range: 6..9}", "below 6", id="default outside"),
        pytest.param("x: str = 'a'  # b {range: 1..2}", "no range", id="text range"),
        pytest.param("x: int = 1\nx: int = 2", "declared twice", id="twice"),
        pytest.param("x: int = ", "parameters cell", id="syntax error"),
        pytest.param("x: int", "nothing was given", id="no default"),
    ],
)
def test_a_cell_that_is_no_declaration_is_refused(source, said):
    with pytest.raises(ParameterError, match="growth") as refused:
        parse("growth", source)
    assert said in str(refused.value)


def test_two_parameters_cells_are_refused():
    made = notebook("1")
    declared = [c for c in made["cells"] if c["metadata"].get("tags")]
    with pytest.raises(ParameterError, match="2 cells carry the tag"):
        read_schema("growth", made | {"cells": declared * 2})


def test_a_notebook_without_parameters_takes_none():
    schema = read_schema("growth", notebook("1", parameters=None))
    assert schema.bind({}) == {}
    with pytest.raises(
        ParameterError, match="no cell with the tag 'parameters' takes it"
    ):
        schema.bind({"year": 1})


PAPERMILL = """\
%matplotlib inline
import datetime
from typing import List, Optional
msg = None
a: Optional[int] = 3  # an int
b: 'List[str]' = ["x"]
c = 1.5  # type: float  rate of growth
d = {"k": [1, None]}
e = [1, "two"]
f = datetime.date(2020, 1, 1)
g: "pd.DataFrame" = load()  # a table
h: int = None
i = (1, 2)
j, k = 1, 2
print(msg)"""


def test_a_cell_as_papermill_takes_it_comes_in_unchanged():
    schema = parse("p", PAPERMILL)
    assert {p.name: str(p.kind) for p in schema.parameters} == {
        "msg": "any",
        "a": "int | None",
        "b": "list[str]",
        "c": "float",
        "d": "any",
        "e": "any",
        "f": "any",
        "g": "any",
        "h": "int | None",
        "i": "any",
    }
    values = schema.bind({})
    assert values == {
        "msg": None,
        "a": 3,
        "b": ["x"],
        "c": 1.5,
        "d": {"k": [1, None]},
        "e": [1, "two"],
        "h": None,
    }
    assert json.loads(canonical_json(values)) == values
    computed = {p.name: p.computed for p in schema.parameters if p.computed}
    assert computed == {
        "f": "datetime.date(2020, 1, 1)",
        "g": "load()",
        "i": "(1, 2)",
    }
    assert [p.help for p in schema.parameters][1:4:2] == ["an int", "rate of growth"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7),
        ("7.5", 7.5),
        ("True", True),
        ("None", None),
        ("some text", "some text"),
        ('{"a": [1]}', {"a": [1]}),
        ([1, {"b": None}], [1, {"b": None}]),
        (datetime.date(2020, 1, 2), "2020-01-02"),
    ],
)
def test_a_parameter_without_a_type_takes_what_json_can_hold(value, expected):
    given = Written(value) if isinstance(value, str) else value
    bound = parse("p", PAPERMILL).bind({"msg": given, "f": given})
    assert (bound["msg"], bound["f"]) == (expected, expected)


@pytest.mark.parametrize("text", ["007", "1e5", "True", "[1]", '{"a": 1}'])
@pytest.mark.parametrize("annotation", ["", ": Any", ": int | str", ": str | float"])
def test_text_that_is_a_value_already_stays_text(annotation, text):
    declared = f"x{annotation} = {text!r}"
    assert parse("p", declared).bind({}) == {"x": text}
    taken = parse("p", f"x{annotation or ': dict'} = 5")
    assert taken.bind({"x": text}) == {"x": text}


def test_a_default_that_spells_nothing_is_text():
    schema = parse("p", 'x: str | None = "none"')
    assert schema.bind({}) == {"x": "none"}
    assert schema.bind({"x": None}) == schema.bind({"x": Written("none")})
    assert schema.bind({"x": None}) == {"x": None}


UNION = """\
a: Union[int, str] = 5
b: typing.Optional[Union[float, List[float]]] = None
c: "bool | int" = True
d: Literal["auto"] | float = "auto"
e: Annotated[int, "of pages"] = 3
f: None | int = None
g: str | bool = False"""


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("a", Written("7"), 7),
        ("a", Written("seven"), "seven"),
        ("a", "7", "7"),
        ("g", Written("True"), True),
        ("g", Written("truly"), "truly"),
        ("b", Written("1, 2"), [1.0, 2.0]),
        ("b", 2, 2.0),
        ("b", [1], [1.0]),
        ("b", None, None),
        ("b", Written("none"), None),
        ("c", 1, 1),
        ("c", True, True),
        ("c", Written("1"), 1),
        ("c", Written("yes"), True),
        ("d", Written("0.5"), 0.5),
        ("d", "auto", "auto"),
    ],
)
def test_a_value_of_a_union_has_one_of_its_types(name, value, expected):
    bound = parse("p", UNION).bind({name: value})[name]
    assert (bound, type(bound)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("a", 1.5, "1.5 is not a whole number or text"),
        ("a", None, "nothing was given, wanted a whole number or text"),
        ("b", "x", "a finite number or a list, of a finite number each"),
        ("b", [1, "x"], "is not a finite number or a list"),
        ("c", "maybe", "'maybe' is not true or false or a whole number"),
        ("d", "of itself", "'of itself' is not one of auto or a finite number"),
        ("e", "three", "'three' is not a whole number"),
        ("f", "three", "'three' is not a whole number"),
    ],
)
def test_a_value_that_fits_no_type_of_a_union_is_refused(name, value, said):
    schema = parse("p", UNION)
    assert {p.name: str(p.kind) for p in schema.parameters} == {
        "a": "int | str",
        "b": "float | list[float] | None",
        "c": "bool | int",
        "d": "str | float",
        "e": "int",
        "f": "int | None",
        "g": "str | bool",
    }
    with pytest.raises(ParameterError) as refused:
        schema.bind({name: value})
    assert said in str(refused.value)


LITERAL = """\
side: typing.Literal["kaz", "aze"] = "kaz"  # who reports
years: list[Literal[1, 5, 10]] = [5]
unit: Optional[Literal['t', 'usd']] = None
colour: Literal[Colour.RED] = "red"
either: Literal["all"] | int = 3"""


def test_a_literal_type_is_a_type_with_choices():
    schema = parse("p", LITERAL)
    assert {p.name: (str(p.kind), p.rules.choices) for p in schema.parameters} == {
        "side": ("str", ("kaz", "aze")),
        "years": ("list[int]", (1, 5, 10)),
        "unit": ("str | None", ("t", "usd")),
        "colour": ("any", ()),
        "either": ("str | int", ()),
    }
    assert schema.bind({"years": "1, 10"})["years"] == [1, 10]
    with pytest.raises(ParameterError, match="'usd' is not one of kaz, aze"):
        schema.bind({"side": "usd"})
    with pytest.raises(ParameterError, match="the default of side: 'x' is not one of"):
        parse("p", LITERAL.replace('= "kaz"', '= "x"'))


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object(), "a\udcff"])
def test_a_parameter_without_a_type_takes_nothing_else(value):
    with pytest.raises(
        ParameterError, match="msg: .* is not a value that JSON can hold"
    ):
        parse("p", PAPERMILL).bind({"msg": value})


def test_the_schema_is_plain_json():
    schema = read_schema("growth", notebook("1"))
    assert json.loads(json.dumps([p.as_dict() for p in schema.parameters]))[:2] == [
        {
            "name": "series",
            "type": "str",
            "default": "titr",
            "help": "which series",
            "choices": ["titr", "btc"],
        },
        {
            "name": "year",
            "type": "int",
            "default": 2030,
            "help": "last year",
            "minimum": 2020.0,
            "maximum": 2060.0,
        },
    ]
    assert PARAMETERS.count("\n") + 1 == len(schema.parameters)


@given(st.text().filter(lambda text: "\0" not in text and text.isprintable()))
def test_text_is_injected_as_data(text):
    values = parse("growth", 'name: str = ""').bind({"name": text})
    scope = {}
    exec(injected_source(values), scope)  # noqa: S102 - the very thing under test
    assert scope["name"] == text
