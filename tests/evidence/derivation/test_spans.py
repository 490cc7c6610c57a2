"""Which spans of months make which: held against trying every choice of signs."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzaz_analysis.evidence.derivation.spans import Span, combination, derivable

YEAR = Span(0, 12)
MONTHS = [Span(month, month + 1) for month in range(12)]
SPANS = st.builds(
    lambda pair: Span(min(pair), max(pair)),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] != p[1]),
)


def counted(terms):
    """How often each month of the year is counted."""
    return [
        sum(t.sign for t in terms if t.span.start <= month < t.span.end)
        for month in range(12)
    ]


def indicator(span):
    return [int(span.start <= month < span.end) for month in range(12)]


@given(target=SPANS, spans=st.sets(SPANS, max_size=5))
def test_each_month_of_the_target_is_counted_once(target, spans):
    terms = combination(target, spans)
    if terms:
        assert counted(terms) == indicator(target)


@given(target=SPANS, spans=st.sets(SPANS, max_size=5))
def test_a_way_is_there_whenever_signs_can_be_chosen(target, spans):
    ordered = sorted(spans)
    naive = any(
        [sum(s * i for s, i in zip(signs, column, strict=True)) for column in columns]
        == indicator(target)
        for signs in product((-1, 0, 1), repeat=len(ordered))
        for columns in [list(zip(*map(indicator, ordered), strict=True)) or [()] * 12]
    )
    assert bool(combination(target, spans)) == naive


def made(spans):
    return dict(derivable(spans))


def test_twelve_months_make_the_year_and_every_part_from_january():
    assert set(made(MONTHS)) >= {Span(0, end) for end in range(2, 13)}
    assert [t.sign for t in made(MONTHS)[YEAR]] == [1] * 12


@pytest.mark.parametrize("missing", range(12))
def test_eleven_months_make_no_year(missing):
    assert YEAR not in made([m for m in MONTHS if m.start != missing])


def test_quarters_make_the_year():
    assert len(made([Span(0, 3), Span(3, 6), Span(6, 9), Span(9, 12)])[YEAR]) == 4


def test_a_year_less_its_part_is_the_rest():
    assert [(t.span, t.sign) for t in made([YEAR, Span(0, 7)])[Span(7, 12)]] == [
        (Span(0, 7), -1),
        (YEAR, 1),
    ]


def test_cumulated_parts_make_what_lies_between():
    assert set(made([Span(0, 4), Span(0, 6), Span(0, 10)])) == {Span(4, 6), Span(6, 10)}
