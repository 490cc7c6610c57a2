"""Equal inputs give equal bytes, and pages tell nothing of the machine or its user.

The shipped suite is held to the same in test_shipped.py, where it is made.
"""

import getpass
import json
import os
import platform
import shutil
import sys

import nbformat
import pytest
from disturbed import ROOT, Desk
from tiny_notebooks import handing_over, notebook

from kzaz_analysis.runner.execute.strip import tidy

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

FICKLE = """\
import locale, os, shutil, sys, time, warnings
locale.setlocale(locale.LC_ALL, "")
print({f"name {n}" for n in range(20)}, hash("a"))
print(time.tzname, locale.getlocale(), sys.getfilesystemencoding())
print(time.strftime("%A %c", time.gmtime(0)), f"{1234.5:n}")
print(os.getcwd(), shutil.get_terminal_size())
print(object(), lambda: 1)
warnings.warn("careful")
print("last", file=sys.stderr)
print("first")"""
WRITING = """\
import os, pathlib, tempfile
pathlib.Path("note").write_text("x")
print(pathlib.Path("note").resolve(), open("note"))
[pathlib.Path.cwd() / "note", os.path.expanduser("~/note"), os.__file__ != ""]"""
HTML = """\
from IPython.display import HTML, JSON, display
display(JSON({"at": [str(pathlib.Path.cwd())]}))
HTML(f'<p>{pathlib.Path.home()}/figures</p><a href="https://a.example/tmp/x">x</a>')"""
PLANTED = {
    "HOME": "planted-home",
    "USER": "planted-user",
    "LOGNAME": "planted-logname",
    "HOSTNAME": "planted-host",
    "SERVICE_TOKEN": "planted-token",
    "KZAZ_SOMETHING": "planted-kzaz",
    "PYTHONWARNINGS": "default",
}


@pytest.fixture(scope="module")
def two():
    """The same notebooks run by two people on, as it were, two machines."""
    found = []
    for number, (seed, zone, tongue, jobs) in enumerate(
        [("1", "Asia/Almaty", "C", "1"), ("12345", "America/Lima", "de_DE.UTF-8", "2")]
    ):
        with Desk() as desk:
            desk.save("fickle", FICKLE, handing_over())
            desk.save("writing", WRITING, HTML, handing_over())
            desk.suite("fickle", "writing")
            desk.out = desk.place / "another place" / str(number)
            user = {name: f"{value}-{number}" for name, value in PLANTED.items()}
            user["HOME"] = str(desk.place / user["HOME"])
            user["PYTHONWARNINGS"] = "default"
            (desk.place / f"{PLANTED['HOME']}-{number}").mkdir()
            (desk.place / str(number)).mkdir()
            done = desk.kzaz(
                "suite",
                "--jobs",
                jobs,
                cwd=desk.place / str(number),
                umask=0o022 if number else 0o077,
                env=user
                | {"PYTHONHASHSEED": seed, "TZ": zone, "LANG": tongue, "LC_ALL": tongue}
                | {"COLUMNS": str(60 + number), "TERM": "xterm" if number else "dumb"},
            )
            assert done.code == 0, done
            files = {
                str(path.relative_to(desk.out)): path.read_bytes()
                for path in desk.out.rglob("*")
                if path.is_file()
            }
            found.append((str(desk.place), desk.pages(), files))
    return found


def test_seed_locale_zone_folder_and_user_change_no_byte(two):
    (_, one, _), (_, other, _) = two
    assert one.keys() == other.keys()
    assert len(one) == 7
    for name, content in one.items():
        assert content == other[name], name


def test_no_file_tells_of_folders_users_or_their_environment(two):
    names = {getpass.getuser(), platform.node()} - {""}
    for place, _, files in two:
        forbidden = {"planted-", place, str(ROOT), *(n for n in names if len(n) > 5)}
        for name, content in files.items():
            text = content.decode("utf-8", errors="replace")
            assert [word for word in forbidden if word in text] == [], name


def test_a_failing_page_tells_no_folder_either():
    code = "import json, pathlib\njson.loads(str(pathlib.Path.cwd()) + '!')"
    with Desk() as desk:
        desk.save("page", code, handing_over())
        assert desk.kzaz("run", "page", env={"USER": "planted-user"}).code == 4
        said = (desk.out / "page.manifest.json").read_text("utf-8")
        home = os.path.expanduser("~")  # noqa: PTH111
        for word in (str(desk.place), str(ROOT), sys.prefix, home, "planted-"):
            assert word not in said
        assert "JSONDecodeError" in said


HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.mark.slow
def test_a_hostile_source_title_stays_text_on_a_real_page():
    with Desk() as desk:
        desk.data = desk.place / "hostile"
        shutil.copytree(ROOT / "data", desk.data)
        sources = desk.data / "sources.csv"
        head, *rows = sources.read_text("utf-8").splitlines()
        titled = head.split(",").index("title")
        sources.write_text("\n".join([head, *_retitled(rows, titled)]) + "\n", "utf-8")
        report = ROOT / "notebooks" / "growth_rates.ipynb"
        done = desk.kzaz("run", str(report))
        assert done.code == 0, done
        page = (desk.out / "growth_rates.html").read_text("utf-8")
        assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 3
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def _retitled(rows, column):
    """Rows of a table with another title each."""
    import csv
    import io

    for row in csv.reader(rows):
        row[column] = HOSTILE
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(row)
        yield text.getvalue()


def tidied(*outputs):
    made = nbformat.from_dict(notebook("1"))
    made.cells[-1].outputs = [nbformat.from_dict(output) for output in outputs]
    tidy(made)
    return made.cells[-1].outputs


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def test_what_is_written_bit_by_bit_is_joined_in_one_order():
    [out, err] = tidied(
        stream("stderr", "careful\n"),
        stream("stdout", "10 %\r20 %\r"),
        stream("stderr", "again\n"),
        stream("stdout", "30 %\r\nend\r\n"),
    )
    assert (out.name, out.text) == ("stdout", "30 %\r\nend\r\n")
    assert (err.name, err.text) == ("stderr", "careful\nagain\n")


# A square would take hours.
@pytest.mark.timeout(300)
def test_a_very_long_line_costs_time_in_proportion():
    length = 2_000_000
    [shown] = tidied(stream("stdout", "x" * length), stream("stdout", "/" * length))
    assert len(shown.text) == 2 * length


@pytest.mark.slow
def test_a_page_with_a_very_long_line_is_made():
    with Desk() as desk:
        desk.save("page", "print('x' * 300_000)", handing_over())
        done = desk.kzaz("run", "page", "--timeout", "60")
        assert done.code == 0, done
        shown = json.loads((desk.out / "page.ipynb").read_text("utf-8"))
        assert len("".join(shown["cells"][3]["outputs"][0]["text"])) == 300_001


def test_addresses_that_only_look_like_folders_stay(monkeypatch):
    said = "https://a.example/tmp/x and a/tmp/b"
    home = "/home/reader"
    monkeypatch.setenv("HOME", home)
    [out] = tidied(stream("stdout", f"{said} {home}/x {home}x (/tmp/x) 'a\\n{home}/y'"))
    assert out.text == f"{said} ~/x {home}x (/x) 'a\\n~/y'"
