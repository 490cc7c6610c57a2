"""The archive keeps runs and tables whole, each content once, and finds them again."""

import json

import pytest
from tiny_runs import FIGURES, page, record, result, run_id

from kzaz_analysis.errors import OutputError, UsageError
from kzaz_analysis.runner.archive import archive, retention
from kzaz_analysis.runner.archive.run_index import opened


def table(folder, text, name="figures"):
    path = folder / f"{name}.csv"
    path.write_bytes(text.encode())
    return {name: path}


def contents(out):
    return {path.stem for path in (out / "runs" / "tables").glob("*.csv")}


def base(out, slug, inputs=None):
    """The newest good version of a page, or the newest from other inputs."""
    with opened(out / "runs") as index:
        versions = index.versions(slug)
    if inputs is not None:
        return archive.base_for(versions, slug, inputs)
    return next(iter(versions), None)


def save(out, day, slugs=("a",), **other):
    archive.save(
        out, record(day, {slug: page(result()) for slug in slugs}, **other), {}
    )


def test_a_run_comes_back_as_it_was_saved(tmp_path):
    kept = record(20, {"a": page(result(None, "ёжик \N{MINUS SIGN}3"))})
    archive.save(tmp_path, kept, {})
    assert archive.read(tmp_path, "latest") == kept
    assert archive.runs(tmp_path) == [run_id(20)]


def test_a_content_is_kept_once_and_as_it_was(tmp_path):
    text = 'a,b\r\n1,"x\ny"\r\n'
    first = archive.keep_tables(tmp_path, table(tmp_path, text))
    kept = tmp_path / "runs" / "tables" / f"{first['figures']}.csv"
    kept.chmod(0o444)
    assert archive.keep_tables(tmp_path, table(tmp_path, text)) == first
    assert contents(tmp_path) == {first["figures"]}
    assert kept.read_bytes() == text.encode()
    assert not kept.stat().st_mode & 0o200, "it was written again"


def test_what_a_killed_run_left_is_swept_away(tmp_path):
    archive.keep_tables(tmp_path, {})
    for folder in (tmp_path / "runs", tmp_path / "runs" / "tables"):
        (folder / ".x.csv.kzaz-part").write_text("half")
    archive.keep_tables(tmp_path, {})
    assert not list(tmp_path.rglob("*.kzaz-part"))


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "runs").write_text("a file is in the way")
    with pytest.raises(OutputError, match="cannot be made"):
        archive.save(tmp_path, record(20, {}), {})


def test_an_id_is_no_path(tmp_path):
    with pytest.raises(UsageError, match="not '../x'"):
        archive.save(tmp_path, record(20, {}, id="../x"), {})


def test_keys_come_from_the_description_beside_the_tables(tmp_path):
    assert archive.table_keys(tmp_path) == {}
    schemas = {"one": {"primaryKey": "id"}, "two": {"primaryKey": ["a", "b"]}, "no": {}}
    package = {"resources": [{"name": n, "schema": s} for n, s in schemas.items()]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    assert archive.table_keys(tmp_path) == {"one": ["id"], "two": ["a", "b"]}


def test_runs_are_found_by_word_beginning_file_and_folder(tmp_path):
    other = tmp_path / "other"
    for day in (19, 20, 21):
        save(tmp_path, day)
    save(other, 5)
    file = other / "runs" / f"{run_id(5)}.json"
    asked = ["latest", "previous", "20261119", run_id(20), str(file), str(other)]
    days = [int(archive.read(tmp_path, word)["id"][6:8]) for word in asked]
    assert days == [21, 20, 19, 20, 5, 5]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("2026", "3 runs begin with '2026', such as"),
        ("latst", "did you mean latest"),
        ("", "no run is called ''"),
    ],
)
def test_a_run_that_is_not_there_is_named(tmp_path, word, message):
    for day in (19, 20, 21):
        save(tmp_path, day)
    with pytest.raises(UsageError, match=message):
        archive.read(tmp_path, word)


def test_one_run_has_none_before_it(tmp_path):
    with pytest.raises(UsageError, match="keeps no run"):
        archive.read(tmp_path, "latest")
    save(tmp_path, 20)
    with pytest.raises(UsageError, match="one run only"):
        archive.read(tmp_path, "previous")


@pytest.mark.parametrize("text", ['{"pages": ', '{"pages": {}}', "[]", '{"id": "x"}'])
def test_a_run_that_cannot_be_read_says_so_and_is_passed_over(tmp_path, text):
    save(tmp_path, 20)
    (tmp_path / "runs" / f"{run_id(21)}.json").write_text(text)
    with pytest.raises(UsageError, match="can be read"):
        archive.read(tmp_path, "latest")
    assert base(tmp_path, "a")["id"] == run_id(20)


def test_previous_is_the_newest_with_a_page_in_common(tmp_path):
    save(tmp_path, 19, ("a", "b"))
    save(tmp_path, 20, ("c",), alone="c")
    save(tmp_path, 21, ("a", "b"))
    assert archive.read(tmp_path, "previous")["id"] == run_id(19)


def test_a_page_is_compared_with_its_newest_good_version(tmp_path):
    save(tmp_path, 18, status="failed")
    assert base(tmp_path, "a") is None
    save(tmp_path, 19)
    save(tmp_path, 20, ("b",))
    bad = {"a": page(result(), status="timeout"), "b": page(result())}
    archive.save(tmp_path, record(21, bad, status="partial"), {})
    assert base(tmp_path, "a")["id"] == run_id(19)
    assert base(tmp_path, "x") is None


def test_making_a_page_again_from_the_same_keeps_its_base(tmp_path):
    for day, code in ((19, "old"), (20, "new"), (21, "new")):
        made = page(result(), inputs={"code": code, "home": f"index-{day}.html"})
        archive.save(tmp_path, record(day, {"a": made}), {})
    assert base(tmp_path, "a", made["inputs"])["id"] == run_id(19)
    assert base(tmp_path, "a")["id"] == run_id(21)


def test_pruning_drops_the_oldest_and_contents_nobody_refers_to(tmp_path):
    hashes = []
    for day in (18, 19, 20, 21):
        hashes += archive.keep_tables(
            tmp_path, table(tmp_path, f"{FIGURES}x,,,{day},\n")
        ).values()
    # The second content stays in use: the newest run shows a page that read it.
    first, second, third, fourth = ({"figures": sha} for sha in hashes)
    stale = page(result(), tables=second, status="unchanged")
    for day, tables, found in (
        (18, first, page(tables=first)),
        (19, second, page(tables=second)),
        (20, third, page(tables=third)),
        (21, fourth, stale),
    ):
        archive.save(tmp_path, record(day, {"a": found}, tables=tables), {})
    assert retention.prune(tmp_path, 2) == [run_id(18), run_id(19)]
    assert archive.runs(tmp_path) == [run_id(20), run_id(21)]
    assert contents(tmp_path) == {*hashes[1:]}


def test_what_a_run_that_cannot_be_read_may_refer_to_stays(tmp_path):
    save(tmp_path, 20)
    kept = archive.keep_tables(tmp_path, table(tmp_path, FIGURES)).values()
    broken = tmp_path / "runs" / f"{run_id(21)}.json"
    broken.write_text('{"pages": ')
    assert retention.prune(tmp_path, 9) == []
    assert contents(tmp_path) == {*kept}
    broken.unlink()
    retention.prune(tmp_path, 9)
    assert contents(tmp_path) == set()


def test_pruning_never_drops_the_last_finished_run_or_suite(tmp_path):
    save(tmp_path, 18, ("a", "b"))
    save(tmp_path, 19, ("c",), alone="c")
    save(tmp_path, 20, status="failed")
    save(tmp_path, 21, status="failed")
    assert retention.prune(tmp_path, 1) == [run_id(20)]
    assert archive.runs(tmp_path) == [run_id(18), run_id(19), run_id(21)]
    assert retention.prune(tmp_path, 9) == []
