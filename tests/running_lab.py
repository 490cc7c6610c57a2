"""A JupyterLab that runs on a folder with the pages of a suite."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOKEN = "of-this-test"  # noqa: S105


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A folder with the pages of the suite, as after `kzaz report suite`."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "reports" / "example", folder / "reports" / "latest")
    return folder


@pytest.fixture(scope="session")
def address(place):
    """The address of a lab that was opened there."""
    port = free_port()
    own = {
        f"JUPYTER_{name}_DIR": str(place / f".{name}") for name in ("DATA", "CONFIG")
    }
    options = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    command = [sys.executable, "-m", "kzaz_analysis", "lab", *options]
    lab = subprocess.Popen(command, cwd=place, env=os.environ | own)
    base = f"http://localhost:{port}"
    try:
        await_server(f"{base}/api?token={TOKEN}")
        yield base
    finally:
        lab.terminate()
        lab.wait(30)


def await_server(url):
    for _ in range(120):
        try:
            urllib.request.urlopen(url).close()  # noqa: S310
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
