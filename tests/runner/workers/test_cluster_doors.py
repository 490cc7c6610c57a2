"""What a cluster is told and who may speak to it."""

import itertools
import socket
import sys
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path
from types import SimpleNamespace

import pytest

from kzaz_analysis.errors import KernelDied, UsageError
from kzaz_analysis.runner.workers.cluster import consistency, dask_client


def test_no_secret_is_sent_to_workers(tmp_path, monkeypatch):
    tables = tmp_path / "run" / "data"
    tables.mkdir(parents=True)
    (tables / "units.csv").write_text("unit\n")
    staged = tmp_path / "staged"
    staged.mkdir()
    monkeypatch.setenv("KZAZ_API_KEY", "s3cret-s3cret")
    monkeypatch.setenv("KZAZ_DATA_DIR", str(tables))
    report = SimpleNamespace(path=Path(__file__))
    job = SimpleNamespace(
        staged=staged,
        runtime=tmp_path / "run" / "0",
        page=SimpleNamespace(report=report),
    )
    seen = consistency.look([job])
    assert set(seen.settings) <= set(consistency.SENT)
    assert "s3cret" not in repr(seen)
    assert Path(seen.settings["KZAZ_DATA_DIR"], "units.csv").is_file()


def test_a_worker_keeps_its_own_secrets(monkeypatch):
    monkeypatch.setenv("KZAZ_API_KEY", "of the worker")
    monkeypatch.setenv("KZAZ_KERNEL", "plain")
    seen = consistency.EnvironmentFingerprint({}, {}, None)
    seen.enter()
    assert consistency.os.environ["KZAZ_API_KEY"] == "of the worker"
    assert "KZAZ_KERNEL" not in consistency.os.environ


@pytest.mark.parametrize(
    ("address", "is_open"),
    [("tcp://10.0.0.1:8786", True), ("tls://10.0.0.1:8786", False), ("", False)],
)
def test_an_address_without_keys_is_open(address, is_open):
    assert dask_client.is_open(address) is is_open


def test_a_cluster_with_keys_is_not_called_without():
    """The library waited for a quarter of a minute, and left a traceback."""
    pytest.importorskip("distributed")
    with socket.create_server(("127.0.0.1", 0)) as scheduler:
        address = f"tls://127.0.0.1:{scheduler.getsockname()[1]}"
        with pytest.raises(UsageError, match=f"{address} wants a certificate.*CA_FILE"):
            dask_client.require(address)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the executor needs POSIX")
def test_nobody_without_the_keys_speaks_to_a_cluster_of_its_own():
    distributed = pytest.importorskip("distributed")
    pytest.importorskip("cryptography")
    from kzaz_analysis.runner.workers.cluster import dask

    with dask._started(1) as client:
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1")
        assert client.submit(sum, [1, 2]).result() == 3
        for other in (address, address.replace("tls", "tcp")):
            with pytest.raises((OSError, TypeError, ValueError)):
                distributed.Client(other, timeout=3, set_as_default=False)
        ports = [client.cluster.scheduler.http_server.port]
        ports += client.run(lambda dask_worker: dask_worker.http_server.port).values()
        # What they serve needs no key: names of tasks, what workers are doing, logs.
        for port, path in itertools.product(
            ports, ("info/main/workers.html", "metrics")
        ):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}")


@pytest.mark.parametrize(
    ("error", "status", "why"),
    [
        (AttributeError("no attribute 'ncores'"), "closed", "its scheduler does not"),
        (OSError("timed out"), "running", "it has had no worker for a minute"),
    ],
)
def test_a_cluster_that_is_gone_ends_the_run_in_words(monkeypatch, error, status, why):
    pytest.importorskip("distributed")
    from kzaz_analysis.runner.workers.cluster import dask

    def nthreads(**_):
        raise error

    client = SimpleNamespace(status=status, nthreads=nthreads)
    monkeypatch.setattr(dask, "_GONE_S", -1)
    seen = consistency.EnvironmentFingerprint({}, {}, None)
    work = dask._Work(client, seen, "", deque(["page"]), print, 2)
    with pytest.raises(KernelDied, match=f"was lost with 1 pages to make: {why}"):
        next(work.results())
