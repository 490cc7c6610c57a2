"""Sources that a server on loopback stands in for."""

import pytest


@pytest.fixture(autouse=True)
def on_loopback(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("COMTRADE_KEY", raising=False)


@pytest.fixture
def stand_in(monkeypatch):
    """Let a server on loopback stand in for some sources."""

    def stand_in(server, *names):
        for name in names:
            monkeypatch.setenv(f"KZAZ_SOURCE_{name.upper()}", server.address)

    return stand_in
