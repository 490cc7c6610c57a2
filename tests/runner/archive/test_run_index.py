"""The index of an archive answers as reading every run would, in the order of runs."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_runs import page, record, result, run_id

from kzaz_analysis.runner.archive import archive, retention, run_index
from kzaz_analysis.runner.archive.records import content_key, record_text
from kzaz_analysis.runner.archive.run_index import opened
from kzaz_analysis.runner.plan.status import FINISHED, GOOD


def write(out, *records):
    (out / "runs").mkdir(parents=True, exist_ok=True)
    for kept in records:
        (out / "runs" / f"{kept['id']}.json").write_text(record_text(kept), "utf-8")


PAGES = st.builds(
    lambda value, code, status: page(
        result(value, f"{value} Mt"), status=status, inputs={"code": code}
    ),
    st.sampled_from([1.0, 2.0]),
    st.sampled_from(["old", "new"]),
    st.sampled_from(["ok", "unchanged", "timeout"]),
)
RUNS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abc"), PAGES, max_size=3),
        st.sampled_from(["ok", "partial", "failed"]),
    ),
    max_size=5,
)


def newest_from_two_inputs(records, slug):
    """Naive twin: read every run, newest first."""
    chosen = {}
    for kept in reversed(records):
        entry = kept["pages"].get(slug)
        if entry and kept["status"] in FINISHED and entry["status"] in GOOD:
            chosen.setdefault(content_key(entry["inputs"]), (kept["id"], entry))
    return list(chosen.values())[:2]


@settings(max_examples=40)
@given(RUNS, st.randoms(use_true_random=False))
def test_it_answers_as_reading_every_run_would(tmp_path_factory, drawn, chance):
    out = tmp_path_factory.mktemp("out")
    days = list(range(1, len(drawn) + 1))
    # Clocks go back: the order is that of the sequence alone.
    chance.shuffle(days)
    records = [
        record(day, pages, status=status, sequence=place)
        for place, (day, (pages, status)) in enumerate(zip(days, drawn, strict=True), 1)
    ]
    write(out, *records)
    for keep in (True, False):
        with opened(out / "runs", keep=keep) as index:
            assert index.ids() == [kept["id"] for kept in records]
            for slug in "abc":
                versions = index.versions(slug)
                assert [(v["id"], v["pages"][slug]) for v in versions] == (
                    newest_from_two_inputs(records, slug)
                )
                assert index.course(slug) == [
                    (kept["id"], kept["pages"][slug])
                    for kept in records
                    if kept["status"] in FINISHED and slug in kept["pages"]
                ]


def test_a_run_of_a_clock_that_was_ahead_stays_where_it_was_made(tmp_path):
    """A clock a year ahead made "latest" and --keep 1 turn to an old run."""
    write(
        tmp_path,
        record(21, {"a": page(result(1.0))}, sequence=1),
        record(28, {"a": page(result(2.0))}, sequence=2),
        record(22, {"a": page(result(3.0))}, sequence=3),
    )
    assert archive.read(tmp_path, "latest")["id"] == run_id(22)
    assert archive.read(tmp_path, "previous")["id"] == run_id(28)
    assert retention.prune(tmp_path, 1) == [run_id(21), run_id(28)]
    assert archive.runs(tmp_path) == [run_id(22)]


def test_runs_without_a_sequence_come_first_in_the_order_of_their_names(tmp_path):
    write(tmp_path, record(23, {}), record(21, {}), record(20, {}, sequence=1))
    assert archive.runs(tmp_path) == [run_id(21), run_id(23), run_id(20)]


@pytest.mark.parametrize("harm", [b"", b"no database at all" * 100, None])
def test_a_damaged_or_missing_index_is_made_anew(tmp_path, harm):
    write(tmp_path, record(20, {"a": page(result())}))
    archive.keep_index(tmp_path)
    file = tmp_path / "runs" / run_index.NAME
    file.unlink() if harm is None else file.write_bytes(harm)
    assert archive.runs(tmp_path) == [run_id(20)]
    archive.keep_index(tmp_path)
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert archive.runs(tmp_path) == [run_id(20)]


def test_readers_write_nothing_and_see_what_is_new(tmp_path):
    write(tmp_path, record(20, {"a": page(result())}))
    archive.keep_index(tmp_path)
    before = (tmp_path / "runs" / run_index.NAME).read_bytes()
    write(tmp_path, record(21, {"a": page(result(5.0))}))
    assert archive.runs(tmp_path) == [run_id(20), run_id(21)]
    assert (tmp_path / "runs" / run_index.NAME).read_bytes() == before


def test_what_pages_share_is_written_once(tmp_path):
    tables = {f"table-{number}": "0" * 64 for number in range(20)}
    pages = {f"page-{number}": page(tables=tables) for number in range(50)}
    kept = record(20, pages)
    write(tmp_path, kept)
    text = (tmp_path / "runs" / f"{run_id(20)}.json").read_text("utf-8")
    assert text.count("table-7") == 1
    assert len(text.splitlines()) < 2 * len(pages)
    assert archive.read(tmp_path, "latest") == kept
    assert json.loads(text)["id"] == run_id(20)
