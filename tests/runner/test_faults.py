"""A notebook that goes wrong: what is said is true, and the last good page stays.

One suite meets every fault at once, as a night's run would; single pages show that
each fault has its own exit code.
"""

import json
import os
import shutil
import signal
import sys
from types import SimpleNamespace

import pytest
from disturbed import MARKS, Desk, marking, waiting
from tiny_notebooks import handing_over

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLOW = pytest.mark.slow
CHILD = "import os, signal, subprocess, sys, time\nsubprocess.Popen(['sleep', '600'])\n"
HANG = CHILD + "time.sleep(600)"
FAULTS = {
    "killed": (CHILD + "os.kill(os.getpid(), signal.SIGKILL)", "kernel_died"),
    "shot": (marking("shot") + "\n" + HANG, "kernel_died"),
    "stopped": (CHILD + "os.kill(os.getpid(), signal.SIGSTOP)", "timeout"),
    "os_exit": (CHILD + "os._exit(0)", "incomplete"),
    "raising": (CHILD + "raise ValueError('<b>no</b> figures')", "failed"),
}
SAID = {
    "killed": "signal 9; often a sign of too little memory",
    "shot": "signal 9",
    "stopped": "cell-2' took longer than 4 s",
    "os_exit": "ended the notebook before its last cell had run",
    "raising": "cell 'cell-2' raised ValueError: <b>no</b> figures",
}


@pytest.fixture(scope="module")
def night():
    """A good run, one in which every page but one meets its fault, and a good one."""
    with Desk() as desk:
        desk.suite("steady", *FAULTS)
        desk.save("steady", handing_over())
        _save_good(desk)
        first = desk.kzaz("suite", "--jobs", "2")
        good = desk.pages()
        for name, (source, _) in FAULTS.items():
            desk.save(name, "1", source, handing_over())
        process = desk.start("suite", "--jobs", "2", "--cell-timeout", "4")
        os.kill(desk.reach("shot", process), signal.SIGKILL)
        bad = desk.end(process)
        desk.assert_clean()
        after, said, index = desk.pages(), desk.manifest(), desk.standing()
        text = (desk.out / "index.html").read_text("utf-8")
        _save_good(desk)
        healed = desk.kzaz("suite")
        desk.assert_clean()
        yield SimpleNamespace(
            first=first, good=good, bad=bad, after=after, said=said, index=index,
            text=text, healed=healed, end=desk.pages(), end_said=desk.manifest(),
            end_index=desk.standing(),
        )  # fmt: skip


def _save_good(desk):
    for name in FAULTS:
        desk.save(name, "1", "2", handing_over())


def test_a_suite_with_faults_is_exit_9_and_says_how_many(night):
    assert night.first.code == 0, night.first
    assert (night.bad.code, night.bad.out) == (9, "")
    assert f"{len(FAULTS)} of {len(FAULTS) + 1} pages failed" in night.bad.err
    assert "Traceback" not in night.bad.err
    assert night.said["status"] == "partial"
    assert night.said["end"]


@pytest.mark.parametrize("slug", FAULTS)
def test_each_fault_is_told_as_what_it_is(night, slug):
    [page] = [page for page in night.said["pages"] if page["slug"] == slug]
    status = FAULTS[slug][1]
    assert (page["status"], page["published"]) == (status, False)
    assert page["earlier_page_kept"] is True
    assert page["problem"]["cell"] == "cell-2"
    assert SAID[slug] in page["problem"]["message"]
    cells = {cell["id"]: cell["status"] for cell in page["cells"]}
    assert cells == {
        "parameters": "ok",
        "injected-parameters": "ok",
        "cell-1": "ok",
        "cell-2": status,
        "cell-3": "not_run",
    }
    assert f"{slug}: {status}: " in night.bad.err


def test_a_killed_kernel_comes_with_its_peak_memory(night):
    [page] = [page for page in night.said["pages"] if page["slug"] == "killed"]
    assert page["peak_rss_mb"] > 20


def test_last_good_pages_are_whole_and_the_index_says_why_they_are_old(night):
    assert but_index(night.after) == but_index(night.good)
    assert sorted(night.index)[:-1] == ["stale"] * len(FAULTS)
    assert sorted(night.index)[-1] == "unchanged"
    for said in SAID.values():
        escaped = said.replace("'", "&#39;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped in night.text


def but_index(pages):
    return {name: held for name, held in pages.items() if name != "index.html"}


def test_the_next_run_heals(night):
    assert night.healed.code == 0, night.healed
    assert but_index(night.end) == but_index(night.good)
    assert set(night.end_index) <= {"fresh", "unchanged"}
    assert night.end_said["status"] == "ok"


@pytest.fixture(scope="module")
def good():
    """A folder with one good page, made once, to be copied."""
    with Desk() as desk:
        desk.save("page", "1", handing_over())
        assert desk.kzaz("run", "page").code == 0
        yield desk


@pytest.fixture
def desk(good):
    with Desk() as made:
        made.save("page", "1", handing_over())
        shutil.copytree(good.out, made.out)
        yield made


LATE = [MARKS] + ["time.sleep(0.5)"] * 120


@pytest.mark.parametrize(
    ("cells", "options", "code", "status"),
    [
        pytest.param([FAULTS["raising"][0]], (), 4, "failed", id="raises"),
        pytest.param(
            [FAULTS["stopped"][0]],
            ("--cell-timeout", "2"),
            5,
            "timeout",
            id="hangs",
            marks=SLOW,
        ),
        pytest.param(
            LATE, ("--timeout", "3"), 5, "timeout", id="slow page", marks=SLOW
        ),
        pytest.param(
            [FAULTS["killed"][0]], (), 6, "kernel_died", id="killed", marks=SLOW
        ),
        pytest.param([CHILD + "exit()"], (), 10, "incomplete", id="exit", marks=SLOW),
    ],
)
def test_a_single_page_ends_with_the_code_of_its_fault(
    desk, cells, options, code, status
):
    good = desk.pages()
    desk.save("page", *cells, handing_over())
    done = desk.kzaz("run", "page", *options)
    assert (done.code, done.out) == (code, "")
    assert done.err.splitlines()[-1].startswith("kzaz: page: ")
    said = desk.manifest("page.")
    [page] = said["pages"]
    assert (said["status"], page["status"]) == ("failed", status)
    assert page["earlier_page_kept"] is True
    assert page["cells"][-1]["status"] == "not_run"
    assert desk.pages() == good
    desk.assert_clean()


def test_pages_side_by_side_share_no_folder_and_no_channel(desk):
    look = """\
import json
fds = [f"/proc/self/fd/{n}" for n in os.listdir("/proc/self/fd")]
held = {os.readlink(fd) for fd in fds if os.path.islink(fd)}
lines = [line.split() for name in ("tcp", "tcp6")
         for line in open(f"/proc/self/net/{name}").readlines()[1:]]
listening = [line[1] for line in lines
             if line[3] == "0A" and f"socket:[{line[9]}]" in held]
folders = [os.getcwd(), os.environ["JUPYTER_RUNTIME_DIR"], os.environ["IPYTHONDIR"]]
"""
    for name, other in (("left", "right"), ("right", "left")):
        told = f"(marks / '{name}.told').write_text(json.dumps([listening, folders]))"
        desk.save(name, waiting(name, until=other), look + told, handing_over())
    desk.suite("left", "right")
    done = desk.kzaz("suite", "--jobs", "2")
    assert done.code == 0, done
    left, right = (
        json.loads((desk.marks / f"{n}.told").read_text()) for n in ("left", "right")
    )
    # ipykernel itself opens one for its children; its five channels must open none.
    assert len(left[0]) <= 1
    assert len(right[0]) <= 1
    assert set(left[1]).isdisjoint(right[1])
    desk.assert_clean()
