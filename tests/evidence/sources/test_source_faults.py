"""Every fault of every source: named, and the tables as they were."""

import datetime as dt
from email.utils import format_datetime

import pytest
from refreshed_folder import AGENCIES, SERIES, hashes, written
from source_server import Reply, serving
from source_trade_flows import LANES, MOST_WITH_KEY

from kzaz_analysis.errors import SourceDown, SourceUnfit
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.sources.fetch import Fetcher, FetchLimits
from kzaz_analysis.evidence.sources.readers import comtrade
from kzaz_analysis.evidence.sources.refresh import accept, propose

TODAY = dt.date(2026, 11, 29)
LIMITS = FetchLimits(most_bytes=900_000)
IMPATIENT = FetchLimits(read_s=0.3)
HTML = b"<html><head><title>Down for maintenance</title></head></html>"
PAGE = (HTML, "HTML or XML came (Down for maintenance)")
LATER = {"Retry-After": format_datetime(dt.datetime(2099, 1, 1, tzinfo=dt.UTC))}
ELSEWHERE = {"Location": "http://elsewhere.example/data"}

DOWN = {
    "slow": (Reply(body=b"{}", delay_s=0.4), "no answer within 0.3 s", [2, 8]),
    "cut off": (Reply(body=b"x" * 999, cut=True), "the answer was cut off", [2, 8]),
    "busy": (Reply(429), "it answered 429 Too Many Requests", [2, 8]),
    "busy an hour": (Reply(429, headers={"Retry-After": "3600"}), "wait 3,600 s", []),
    "busy until a day": (Reply(429, headers=LATER), "longer than 90 s", []),
    "broken": (Reply(500), "it answered 500 Internal Server Error", [2, 8]),
}
BARRED = {
    "moved": (Reply(302, headers=ELSEWHERE), "another host, elsewhere.example, whi"),
    "not there": (Reply(404), "it answered 404 Not Found"),
    "too large": (Reply(body=b"x" * 999_999), "more than 900,000 bytes came"),
}
UNFIT = [
    (name, fault)
    for name, trade_flow in LANES.items()
    for fault in ("a page", *BARRED, *trade_flow.unfit)
]


@pytest.fixture
def folder(make_data, figure):
    """A folder in which every source has told of 2024 before."""
    known = {entry["agency"] for entry in AGENCIES}
    channels = {trade_flow.agency for trade_flow in LANES.values()} - known - {"WB"}
    agencies = [{"agency": c, "name": c, "kind": "channel"} for c in sorted(channels)]
    of_total = [s for s in SERIES if not s["series"].endswith("_hs10")]
    figures = [
        ("2024", agency) for agency in sorted(channels | {"IMF_IMTS", "KAZ_BNS"})
    ]
    figures += [(("2024-02-01", "2024-02-29"), "IMF_IMTS")]
    shared = {"series": "exports_kaz_to_aze", "reporter": "KAZ", "digits": 4}
    observations = [
        figure(period, 402.3, 0.05, **shared, agency=agency, source="old", ref=f"O{n}")
        for n, (period, agency) in enumerate(figures)
    ]
    sources = [
        {"source": name, "published_on": "2025-03-01", "kind": "dataset"}
        for name in ("old", "old-wdi")
    ]
    given = {"series": of_total, "agencies": [*AGENCIES, *agencies]}
    return written(make_data, observations, sources, **given)


class Asked:
    """Asks a source of which one answer is given; notes how long it would wait."""

    def __init__(self, folder, stand_in, monkeypatch):
        self.folder, self.waits, self.limits = folder, [], LIMITS
        self._stand_in, self._monkeypatch = stand_in, monkeypatch

    def proposal(self, name, *replies):
        trade_flow = LANES[name]
        if trade_flow.key:
            self._monkeypatch.setenv("COMTRADE_KEY", trade_flow.key)
            self._monkeypatch.setitem(
                comtrade.MOST_ROWS, comtrade.WITH_KEY, MOST_WITH_KEY
            )
        routes = {trade_flow.path: list(replies)}
        routes |= {path: [Reply(body=body)] for path, body in trade_flow.beside.items()}
        with serving(routes) as server:
            self._stand_in(server, trade_flow.source)
            return self._propose(trade_flow.source)

    def refused(self, name):
        """Ask where nobody listens."""
        with serving({}) as server:
            self._stand_in(server, LANES[name].source)
        return self._propose(LANES[name].source)

    def _propose(self, source):
        fetch = Fetcher(self.limits, self.waits.append)
        return propose(self.folder, [source], fetch=fetch, today=TODAY)


@pytest.fixture
def asked(folder, stand_in, monkeypatch):
    return Asked(folder, stand_in, monkeypatch)


def is_named(error, name, words, folder, before):
    message = str(error.value)
    assert message.startswith(f"{LANES[name].source}: http://127.0.0.1:")
    assert words in message
    assert message.endswith("nothing was written")
    assert "key-long-enough" not in message
    assert error.value.exit_code == 3
    assert hashes(folder) == before


@pytest.mark.parametrize("name", LANES)
def test_refused(folder, asked, name):
    before = hashes(folder)
    with pytest.raises(SourceDown) as error:
        asked.refused(name)
    is_named(error, name, "no connection; is this machine online", folder, before)


@pytest.mark.parametrize("fault", DOWN)
@pytest.mark.parametrize("name", LANES)
def test_no_answer(folder, asked, name, fault):
    before = hashes(folder)
    reply, words, waits = DOWN[fault]
    if fault == "slow":
        asked.limits = IMPATIENT
    with pytest.raises(SourceDown) as error:
        asked.proposal(name, reply)
    is_named(error, name, words, folder, before)
    # On a busy machine what stands beside may be slow for once too.
    assert (
        asked.waits[-len(waits) :] == waits if fault == "slow" else waits == asked.waits
    )


@pytest.mark.parametrize(("name", "fault"), UNFIT)
def test_another_answer(folder, asked, name, fault):
    before = hashes(folder)
    if fault in BARRED:
        reply, words = BARRED[fault]
    else:
        content, words = LANES[name].unfit.get(fault, PAGE)
        reply = Reply(body=content)
    with pytest.raises(SourceUnfit) as error:
        asked.proposal(name, reply)
    is_named(error, name, words, folder, before)
    assert asked.waits == []


@pytest.mark.parametrize("name", LANES)
def test_after_a_wait_that_is_asked_for_all_is_well(folder, asked, name):
    busy = Reply(429, headers={"Retry-After": "7"})
    good = Reply(body=LANES[name].good)
    proposal = asked.proposal(name, busy, good)
    assert asked.waits == [7]
    changes = proposal.sources[LANES[name].source]
    settled = "revised" if name == "bns" else "unchanged"  # a final year after a count
    assert not changes.of(settled).empty
    assert changes.of("disappeared").empty


@pytest.mark.parametrize("name", LANES)
def test_a_revision_of_an_old_year_is_written_beside_it(folder, asked, name):
    trade_flow, table = LANES[name], "macro" if name == "wdi" else "observations"
    proposal = asked.proposal(name, Reply(body=trade_flow.revised))
    revised = proposal.sources[trade_flow.source].of("revised")
    old, new = (285e9, "288000000000") if name == "wdi" else (402.3, "409.9")
    assert revised[["old_value", "value"]].to_numpy().tolist() == [[old, new]]
    before = read_text(table, folder)
    accept(proposal)
    after = read_text(table, folder)
    assert set(before["ref"]) < set(after["ref"])
    assert (
        after.loc[~after["ref"].isin(before["ref"]), "value"].to_list().count(new) == 1
    )


def test_the_bureaus_site_in_repair_is_named(folder, asked, stand_in):
    before = hashes(folder)
    closed = "<html><title>Сайт</title><h1>Ведутся технические работы</h1></html>"
    with serving({"/ru/industries": [Reply(body=closed.encode())]}) as server:
        stand_in(server, "bns")
        with pytest.raises(SourceUnfit) as error:
            propose(folder, ["bns"], today=TODAY)
    is_named(error, "bns", "a maintenance page came", folder, before)
