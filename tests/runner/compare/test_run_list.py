"""The list of runs is read from the index, and says what the records say."""

import json

from tiny_runs import page, record, result, run_id

from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.compare import compare, run_list
from kzaz_analysis.runner.publish import manifest


def test_runs_are_listed_without_reading_their_records(tmp_path, monkeypatch):
    four, five = page(result(4.5)), page(result(5.0, "5.0 Mt"), title="It grew more")
    unchanged = five | {"status": "unchanged"}
    failed = four | {"status": "failed"}
    kept = [
        record(1, {"a": four, "b": four}),
        record(2, {"c": four}),
        record(3, {"a": five, "b": unchanged}),
        record(4, {"a": unchanged, "c": failed}),
    ]
    for number, run in enumerate(kept, 1):
        archive.save(tmp_path, run | {"sequence": number}, {})
    expected = [
        None,
        None,
        len(compare.compare(kept[0], kept[2]).conclusions),
        len(compare.compare(kept[2], kept[3]).conclusions),
    ]
    assert expected[2:] == [2, 0]
    monkeypatch.setattr(archive, "read_record", None)
    entries = run_list.entries(tmp_path)
    assert [entry.conclusions_changed for entry in entries] == expected
    counts = [(entry.made, entry.unchanged, entry.failed) for entry in entries]
    assert counts == [(2, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 1)]


def test_a_run_in_which_every_page_failed_is_listed(tmp_path):
    pages = [{"slug": name, "status": "failed"} for name in ("a", "b")]
    start = "2026-11-29T10:00:00.000+00:00"
    last = {"id": run_id(29), "start": start, "status": "failed", "pages": pages}
    (tmp_path / manifest.NAME).write_text(json.dumps(last))
    [entry] = run_list.entries(tmp_path)
    assert (entry.status, entry.start, entry.failed) == ("failed", start, 2)
    assert (entry.made, entry.unchanged) == (0, None)
