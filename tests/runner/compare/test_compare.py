"""What differs between two runs, and the very input that it differs because of."""

import copy
import json
import math
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tiny_runs import FIGURES, KEYS, page, record, result, run_id

from kzaz_analysis import renames
from kzaz_analysis.cli.report import report
from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.compare import (
    causes,
    compare,
    comparison,
    diff_text,
    row_diff,
)


def as_text(compared):
    return "\n".join(diff_text.lines(compared))


GOALS = "id,series,source\ngoal-1,oil,b-2025\n"


@pytest.fixture
def keep(tmp_path):
    """Keep contents of tables in an archive; return their hashes by name."""

    def kept(figures=FIGURES, **others):
        files = {}
        for name, text in {"figures": figures, **others}.items():
            files[name] = tmp_path / f"{name}.csv"
            files[name].write_text(text)
        return archive.keep_tables(tmp_path, files)

    return kept


@pytest.fixture
def differ(tmp_path, keep):
    """Compare a page before and after `text` stands in its table of figures."""

    def compared(text, **other):
        old = record(20, {"a": page(result(), tables=keep(), **other)})
        new = record(21, {"a": page(result(5.0, "5 Mt"), tables=keep(text), **other)})
        return compare.compare(old, new, tmp_path / "runs").page("a").causes

    return compared


def test_an_edited_figure_is_named_as_the_cause(differ):
    [cause] = differ(FIGURES.replace("a-2025,4.5", "a-2025,5.0"))
    assert cause.kind == "data revision"
    assert cause.detail == {
        "table": "figures",
        "key": {"series": "freight", "period_end": "2024-12-31", "source": "a-2025"},
        "columns": {"value": {"old": "4.5", "new": "5.0"}},
    }
    said = "figures: freight, 2024-12-31, a-2025: value was 4.5, is now 5.0"
    assert cause.text == said


def test_a_number_with_a_new_name_is_the_same_number(monkeypatch):
    named = {**result(), "name": "new_name"}
    old, new = record(20, {"a": page(result())}), record(21, {"a": page(named)})
    assert compare.compare(old, new).conclusions
    monkeypatch.setitem(renames.RESULTS, result()["name"], "new_name")
    assert not compare.compare(old, new).conclusions


def test_a_parameter_with_a_new_name_or_value_is_no_cause():
    old = page(result(), parameters={"start": 2018, "jump_off": "books"})
    today = {"first_year": 2018, "jump_off": "releases"}
    new = page(result(5.0), parameters=today)
    runs = record(20, {"a": old}), record(21, {"a": new})
    assert compare.compare(*runs).page("a").causes == ()
    new["parameters"] = {**today, "first_year": 2019}
    (cause,) = compare.compare(*runs).page("a").causes
    assert cause.text == "first_year was 2018, is now 2019"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("freight,2025-12-31,a-2026,5,Mt", "new period"),
        ("freight,2024-12-31,c-2025,5,Mt", "new figure"),
        ("freight,2022-12-31,a-2023,5,Mt", "new figure"),
        ("oil,2025-12-31,b-2026,5,Mt", "new period"),
        ("trucks,2025-12-31,d-2026,5,Mt", "new figure"),
    ],
)
def test_a_new_row_is_a_new_period_only_if_its_series_ended_before(differ, row, kind):
    [cause] = differ(f"{FIGURES}{row}\n")
    assert cause.kind == kind
    assert cause.detail["row"]["source"] == row.split(",")[2]


def test_what_an_agency_gives_anew_is_a_revision():
    key = ("series", "period_end", "agency", "source", "ref")
    first = ",".join(key) + ",value\nfreight,2024-12-31,IMF,a-2025,1,402.3\n"
    rows = [
        "freight,2024-12-31,IMF,a-2026,2,398.8\n",
        "freight,2024-12-31,WITS,b-2026,3,398.8\n",
        "freight,2025-12-31,IMF,a-2026,4,455.5\n",
    ]
    change = row_diff.compare(first, first + "".join(rows), key)
    told = [causes._row_cause("figures", row) for row in change.rows]
    assert [cause.kind for cause in told] == [
        "data revision",
        "new figure",
        "new period",
    ]
    assert "a-2026, 2: value was 402.3, is now 398.8" in told[0].text
    assert told[0].detail["row"]["value"] == "398.8"


def test_a_row_taken_out_a_column_and_an_order_are_told_apart(differ):
    lines = FIGURES.splitlines()
    [gone] = differ("\n".join(lines[:-1]) + "\n")
    assert (gone.kind, gone.detail["row"]["series"]) == ("data revision", "oil")
    [order] = differ("\n".join([lines[0], *lines[:0:-1]]) + "\n")
    assert "no value did" in order.text
    [column] = differ("\n".join([f"{lines[0]},note", *(f"{n}," for n in lines[1:])]))
    assert column.text == "figures: columns added: note"


def test_rows_that_the_page_is_about_come_first(tmp_path, keep):
    text = FIGURES.replace("1.4", "1.5").replace("2.8", "2.9").replace("4.5", "4.6")
    old, new = (
        record(day, {"a": page(result(day), tables=keep(figures, goals=GOALS))})
        for day, figures in ((20, FIGURES), (21, text))
    )

    def order(parameters, sources):
        for run in (old, new):
            run["pages"]["a"]["parameters"] = parameters
            run["pages"]["a"]["results"][0]["sources"] = sources
        found = compare.compare(old, new, tmp_path / "runs").page("a").causes
        return [cause.detail["key"]["source"] for cause in found]

    assert order({"series": "freight"}, ["a-2025"]) == ["a-2025", "a-2024", "b-2025"]
    assert order({"series": "oil"}, [])[0] == "b-2025"
    assert order({"target": "goal-1"}, [])[0] == "b-2025"


def test_tables_that_a_page_did_not_read_are_no_cause(tmp_path, keep):
    old = record(20, {"a": page(result(), tables=keep(goals=GOALS))})
    new = record(21, {"a": page(result(5.0, "5 Mt"), tables=keep())})
    assert compare.compare(old, new, tmp_path / "runs").page("a").causes == ()


def test_a_content_that_is_not_kept_or_not_whole_is_said_to_be_missing(
    tmp_path, keep, differ
):
    sha = keep(f"{FIGURES}oil,2025-12-31,b-2026,5,Mt\n")["figures"]
    (tmp_path / "runs" / "tables" / f"{sha}.csv").write_text(FIGURES)
    old = record(20, {"a": page(result(), tables=keep())})
    new = record(21, {"a": page(result(5.0), tables={"figures": sha})})
    [cause] = compare.compare(old, new, tmp_path / "runs").page("a").causes
    assert "not kept" in cause.text


def test_other_inputs_are_named_with_what_they_were():
    old = page(result(), inputs={"lock": "", "notebook": "n1"})
    new = page(
        result(5.0),
        inputs={"python": "3.12.0", "lock": "l2", "code": "c2", "notebook": "n2"},
        parameters={"series": "freight", "first_year": 2018},
    )
    software = {"version": "1.1", "commit": "b" * 40}
    found = compare.compare(
        record(20, {"a": old}), record(21, {"a": new}, software=software)
    )
    assert [(c.kind, c.text) for c in found.page("a").causes] == [
        ("parameter", "first_year was (empty), is now 2018"),
        ("code", "the notebook growth_rates changed"),
        (
            "code",
            "the package's code changed: version was 1.0, is now 1.1; "
            "commit was aaaaaaaaaaaa, is now bbbbbbbbbbbb",
        ),
        ("environment", "Python was 3.11.2, is now 3.12.0"),
        ("environment", "the pinned libraries changed"),
    ]


def one(old, new):
    pages = ({"a": page(*side)} for side in (old, new))
    found = compare.compare(*map(record, (20, 21), pages)).page("a")
    return found.numbers[0] if found else None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (result(4.0, "4 Mt"), result(5.0, "5 Mt"), "+1 million tonnes (+25 %)"),
        (result(5.0, "5 Mt"), result(4.0, "4 Mt"), "-1 million tonnes (-20 %)"),
        (result(-1.0, "-1 Mt"), result(1.0, "1 Mt"), "+2 million tonnes"),
        (result(0.0, "0 Mt"), result(1.0, "1 Mt"), "+1 million tonnes"),
        (
            result(8.0, "8 %", unit="percent"),
            result(9.5, "9.5 %", unit="percent_per_year"),
            "unit was percent, is now percent_per_year",
        ),
        (
            result(8.0, "8 %", unit="percent"),
            result(9.5, "9.5 %", unit="percent"),
            "+1.5 percentage points",
        ),
        (result(3, "3", unit="count"), result(5, "5", unit="count"), "+2 (+66.7 %)"),
        (result(None, ""), result(5.0, "5 Mt"), "printed otherwise"),
        (
            result(period="2023"),
            result(period="2024"),
            "period was 2023, is now 2024",
        ),
        (
            result(low=4.4, high=4.6),
            result(low=4.4),
            "interval was 4.4 to 4.6, is now at least 4.4",
        ),
    ],
)
def test_a_difference_says_what_it_is(old, new, said):
    said = said.replace("-1 million", "\N{MINUS SIGN}1 million")
    said = said.replace("(-20", "(\N{MINUS SIGN}20")
    assert comparison.difference(one([old], [new])) == said


def test_numbers_that_come_and_go_are_as_text():
    assert comparison.difference(one([], [result()])) == "new"
    assert comparison.difference(one([result()], [])) == "gone"
    assert one([], [result()]).is_printed


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "x", True])
def test_what_is_no_number_is_none(value):
    assert one([result(value)], [result(value)]) is None
    assert one([result(value)], [result(1.0)]).old is None
    assert one([result(value, "")], [result(1.0)]).old_shown in (
        "not computable",
        "x",
        "True",
    )


def test_last_digits_and_prints_decide_what_is_a_changed_conclusion():
    same, finer, title = (
        compare.compare(record(20, {"a": page(result())}), record(21, {"a": new}))
        for new in (
            page(result(4.5 * (1 + 1e-13))),
            page(result(4.51)),
            page(result(), title="Freight fell"),
        )
    )
    assert same.pages == ()
    assert (len(finer.pages), finer.conclusions) == (1, ())
    assert [found.slug for found in title.conclusions] == ["a"]


def test_pages_that_are_new_or_gone_are_told_but_not_for_a_single_page():
    both = record(20, {"a": page(), "b": page()})
    found = compare.compare(both, record(21, {"b": page(), "c": page()}))
    assert {p.slug: p.state for p in found.pages} == {"a": "gone", "c": "new"}
    assert found.conclusions == ()
    assert compare.compare(both, record(21, {"b": page()}, alone="b")).pages == ()
    assert compare.compare(None, both).pages == ()


def test_a_page_that_failed_is_said_to_show_old_numbers():
    good = record(20, {"a": page(result())})
    found = compare.compare(good, record(21, {"a": page(result(), status="timeout")}))
    assert (found.pages, found.failed) == ((), ("a",))
    assert "not made in the later run" in as_text(found)


NUMBERS = st.builds(
    lambda name, value, shown, low: result(value, shown, name=name, low=low),
    st.sampled_from("abc"),
    st.none() | st.floats(),
    st.sampled_from(["", "1 Mt", "2 Mt"]),
    st.none() | st.floats(-9, 9),
)
PAGES = st.dictionaries(
    st.sampled_from(["x", "y", "z"]),
    st.builds(
        lambda numbers, title: page(*numbers, title=title),
        st.lists(NUMBERS, max_size=3, unique_by=lambda found: found["name"]),
        st.sampled_from(["", "A", "B"]),
    ),
)


@given(PAGES, PAGES)
def test_differences_change_their_sign_when_the_runs_change_places(one_way, other):
    first, second = record(20, one_way), record(21, other)
    there, back = compare.compare(first, second), compare.compare(second, first)
    assert {p.slug for p in there.pages} == {p.slug for p in back.pages}
    assert len(there.conclusions) == len(back.conclusions)
    for found in there.pages:
        opposite = back.page(found.slug)
        assert found.title_before == opposite.title_after
        by_name = {number.name: number for number in opposite.numbers}
        assert {number.name for number in found.numbers} == set(by_name)
        for number in found.numbers:
            twin = by_name[number.name]
            assert (number.old, number.old_shown) == (twin.new, twin.new_shown)
            if number.difference is None:
                assert twin.difference is None
            else:
                assert number.difference == -twin.difference
    json.dumps(there.as_dict())
    assert as_text(there)


@given(PAGES)
def test_a_run_is_as_it_is(pages):
    run = record(20, pages)
    found = compare.compare(run, copy.deepcopy(run))
    assert found.pages == ()


CELLS = st.sampled_from(["", "1", "2"])
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6)


@given(TABLES, TABLES, st.sampled_from([(), ("a",), ("a", "b")]))
def test_row_changes_lead_from_one_table_to_the_other(old, new, key):
    """Naive twin: take out what was, put in what is, and the tables are equal."""
    texts = ["\n".join(["a,b,c", *map(",".join, t)]) + "\n" for t in (old, new)]
    left, right = (
        [list(map(str, row.values())) for row in row_diff.read(t)] for t in texts
    )
    for change in row_diff.compare(*texts, key).rows:
        if change.old is not None:
            left.remove(list(change.old.values()))
        if change.new is not None:
            left.append(list(change.new.values()))
    assert sorted(left) == sorted(right)


def section_of(tmp_path, new, slug="a"):
    described = {"version": "1.1", **new}
    store = tmp_path / "runs"
    with opened(store) as index:
        versions = index.versions(slug)
    return compare.page_section(versions, store, slug, described, KEYS)


def test_a_page_tells_of_its_last_version_and_of_nothing_else(tmp_path, keep):
    old, text = page(result(), tables=keep()), FIGURES.replace("4.5", "5.0")
    new = page(result(5.0, "5 Mt"), title="It grew", tables=keep(text))
    assert section_of(tmp_path, new) == {}
    archive.save(tmp_path, record(20, {"a": old}), {})
    found = section_of(tmp_path, new)
    assert found["title_before"] == "Freight grew"
    assert found["numbers"] == [
        {
            "label": "Freight, 2024",
            "before": "4.5 Mt",
            "now": "5 Mt",
            "difference": "+0.5 million tonnes (+11.1 %)",
        }
    ]
    assert [cause["kind"] for cause in found["causes"]] == ["Data revision"]
    # Made again from the same, in whatever run, the page says the same.
    archive.save(tmp_path, record(21, {"a": new}), {})
    assert section_of(tmp_path, new) == found
    assert section_of(tmp_path, old | {"inputs": new["inputs"]}) == {}
    assert run_id(20) not in str(found)
    assert "aaaa" not in str(found)


def test_a_long_story_is_counted(tmp_path, keep):
    rows_added = "".join(f"oil,20{n}-12-31,s{n},1,Mt\n" for n in range(25, 32))
    old = page(*(result(name=str(n)) for n in range(9)), tables=keep())
    new = page(
        *(result(5.0, "5 Mt", name=str(n)) for n in range(9)),
        tables=keep(FIGURES + rows_added),
    )
    archive.save(tmp_path, record(20, {"a": old}), {})
    found = section_of(tmp_path, new)
    assert (len(found["numbers"]), found["more_numbers"]) == (8, 1)
    assert (len(found["causes"]), found["more_rows"]) == (5, 2)
    compared = compare.compare(
        record(20, {"a": old}), record(21, {"a": new}), tmp_path / "runs"
    )
    assert "    and 2 more changed rows" in as_text(compared)
    assert len(compared.as_dict()["pages"][0]["causes"]) == 7


def test_hostile_texts_stay_texts(tmp_path, keep):
    from kzaz_analysis.runner.render.render import render_page

    evil = "<script>alert(1)</script>"
    text = FIGURES.replace("4.5,", f"{evil},")
    old = page(result(), title=evil, tables=keep())
    archive.save(tmp_path, record(20, {"a": old}), {})
    new = page(result(5.0, evil, label=evil), tables=keep(text))
    html = render_page(*notebook_and_facts(section_of(tmp_path, new)))
    assert evil not in html
    assert html.count("&lt;script&gt;") >= 4
    assert html.index("What changed") < html.index(">Sources<")


def test_a_page_that_did_not_change_has_no_section():
    from kzaz_analysis.runner.render.render import render_page

    assert "What changed" not in render_page(*notebook_and_facts({}))


def notebook_and_facts(section):
    import nbformat

    from kzaz_analysis.runner.plan.parameters import Schema
    from kzaz_analysis.runner.render.render import PageFacts

    cells = map(nbformat.v4.new_markdown_cell, ["# Q", "## Sources", "1. One"])
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    facts = PageFacts("a", "growth_rates", Schema("growth_rates", ()), {})
    return notebook, replace(facts, changes=section)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_keep_to_the_width_and_hold_no_command_for_a_terminal(width):
    label = "Trade turnover of Kazakhstan and Azerbaijan"
    old = page(result(label=label), title="It\x1b[31m fell " + "and fell " * 20)
    new = page(result(5.0, "5 Mt", label=label), title="It rose")
    found = compare.compare(record(20, {"a": old}), record(21, {"a": new}))
    lines = list(diff_text.lines(found, width))
    assert max(map(len, lines)) <= max(width, 47)
    assert "\x1b" not in "".join(lines)
    joined = " ".join(" ".join(lines).split())
    assert "+0.5 million tonnes (+11.1 %)" in joined


def asked(*arguments):
    done = CliRunner().invoke(report, list(map(str, arguments)))
    if isinstance(done.exception, Exception):
        raise done.exception
    return done.output


def test_the_commands_compare_and_list_runs(tmp_path, keep):
    old = page(result(), tables=keep())
    new = page(result(5.0, "5 Mt"), tables=keep(FIGURES.replace("4.5", "5.0")))
    archive.save(tmp_path, record(20, {"a": old, "b": old}), {})
    same = old | {"status": "unchanged"}
    archive.save(tmp_path, record(21, {"a": new, "b": same}), {})
    said = asked("diff", "-o", tmp_path)
    assert "1 conclusion changed" in said
    assert "value was 4.5, is now 5.0" in " ".join(said.split())
    data = json.loads(
        asked("diff", "latest", "20261120", "-o", tmp_path, "--format", "json")
    )
    assert data["pages"][0]["numbers"][0]["difference"] == -0.5
    listed = asked("runs", "-o", tmp_path).splitlines()
    assert listed[2].split() == f"{run_id(21)} 2026-11-21 10:00:00 ok 1 1 0 1".split()
    with pytest.raises(UsageError, match="keeps no run"):
        asked("diff", "-o", tmp_path / "nothing")
    with pytest.raises(UsageError, match="keeps no run"):
        asked("runs", "-o", tmp_path / "nothing")


def test_runs_of_two_folders_are_compared_with_the_tables_of_both(tmp_path):
    for folder, day, text in (
        ("x", 20, FIGURES),
        ("y", 21, FIGURES.replace("4.5", "5.0")),
    ):
        out = tmp_path / folder
        out.mkdir()
        (out / "figures.csv").write_text(text)
        files = {"figures": out / "figures.csv"}
        made = page(
            result(float(day), str(day)), tables=archive.keep_tables(out, files)
        )
        archive.save(out, record(day, {"a": made}), files)
    said = asked("diff", tmp_path / "x", "latest", "-o", tmp_path / "y")
    assert "value was 4.5, is now 5.0" in " ".join(said.split())
