"""Nobody but the user of a run reaches its kernels: no port, and a closed folder."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from tiny_notebooks import notebook

from kzaz_analysis.runner.execute.execute import execute
from kzaz_analysis.runner.files import runtime_folder
from kzaz_analysis.runner.plan.limits import Limits
from kzaz_analysis.runner.workers.inject import inject

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

LOOK = r"""
import json, os, re
from pathlib import Path

links = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
         if os.path.islink(f"/proc/self/fd/{fd}")]
own = set(re.findall(r"socket:\[(\d+)\]", " ".join(links)))
ports = []
for table in ("tcp", "tcp6", "udp", "udp6"):
    place = Path("/proc/net", table)
    rows = place.read_text().splitlines()[1:] if place.exists() else []
    ports += [f"{table} {row.split()[1]}" for row in rows if row.split()[9] in own]
folder = Path(os.environ["JUPYTER_RUNTIME_DIR"])
modes = {path.name: path.stat().st_mode for path in (folder.parent, folder / "k.json")}
print(json.dumps([ports, [*modes.values()]]))
"""
FORK = """
child = os.fork()
if not child:
    print("a forked child speaks")
    import sys
    sys.stdout.flush()
    os._exit(0)
os.waitpid(child, 0)
"""


def test_a_kernel_listens_at_no_port_and_in_a_folder_of_its_user(tmp_path):
    with runtime_folder() as runtime:
        place = runtime / "0"
        place.mkdir()
        executed = execute(
            inject(notebook(LOOK, FORK), {}),
            work=tmp_path,
            runtime=place,
            limits=Limits(60, 60),
        )
    *_, look, fork = (
        "".join(output.get("text", "") for output in cell.outputs)
        for cell in executed.notebook.cells
        if cell.cell_type == "code"
    )
    ports, modes = json.loads(look)
    assert ports == []
    assert [stat.S_IMODE(mode) for mode in modes] == [0o700, 0o600]
    # What made the port necessary still works.
    assert "a forked child speaks" in fork


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs another user")
def test_another_user_cannot_enter_the_folder_of_a_run():
    with runtime_folder() as runtime:
        (runtime / "k-ipc-1").touch()
        child = os.fork()
        if not child:
            os.setuid(65534)
            try:
                Path(runtime, "k-ipc-1").stat()
            except PermissionError:
                os._exit(13)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 13
