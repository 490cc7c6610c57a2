"""Asking a source: patience within bounds, and every fault named."""

import datetime as dt
import gzip
from dataclasses import replace
from email.utils import format_datetime

import pytest
from source_server import Reply, serving

from kzaz_analysis.errors import SourceDown, SourceUnfit, UsageError
from kzaz_analysis.evidence.sources.fetch import KEY_HEADER, Fetcher, FetchLimits
from kzaz_analysis.evidence.sources.official import chosen_sources, official_sources

SHORT = FetchLimits(
    connect_s=5, read_s=1.5, whole_s=3, first_wait_s=2, most_bytes=10_000
)
SOURCE = official_sources()["imts"]
KEYED = official_sources()["comtrade"]
GOOD = Reply(body=b"{}")


@pytest.fixture
def ask(monkeypatch):
    """Ask a source that gives some replies; tell the answer, the waits, the requests."""

    def ask(*replies, source=SOURCE, limits=SHORT):
        waits = []
        with serving({"/": replies}) as server:
            monkeypatch.setenv(f"KZAZ_SOURCE_{source.name.upper()}", server.address)
            try:
                answer = Fetcher(limits, waits.append)(source, "/data", {"a": "1,2"})
            except (SourceDown, SourceUnfit) as error:
                answer = error
        return answer, waits, server.asked

    return ask


def test_an_answer_has_address_day_and_hash(ask):
    answer, waits, asked = ask(Reply(body=b'{"a": 1}'))
    assert answer.content == b'{"a": 1}'
    assert answer.address.endswith("/data?a=1,2")
    assert len(answer.sha256) == 64
    assert waits == []
    assert "kzaz" in asked[0][1]["User-Agent"]


def test_three_tries_with_growing_waits(ask):
    answer, waits, asked = ask(Reply(500), Reply(503), GOOD)
    assert answer.content == b"{}"
    assert waits == [2, 8]
    assert len(asked) == 3


def test_no_fourth_try(ask):
    error, _, asked = ask(Reply(500))
    assert len(asked) == 3
    assert isinstance(error, SourceDown)
    assert error.exit_code == 3
    assert str(error).startswith("imts: http://127.0.0.1:")
    assert "it answered 500 Internal Server Error; try again later" in str(error)


def test_busy_without_a_wait_is_tried_again(ask):
    answer, waits, _ = ask(Reply(429), GOOD)
    assert (answer.content, waits) == (b"{}", [2])


def test_the_wait_that_is_asked_for_is_kept(ask):
    _, waits, _ = ask(Reply(429, headers={"Retry-After": "7"}), GOOD)
    assert waits == [7]


def test_a_wait_until_a_day_and_hour_is_kept(ask):
    later = dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=40)
    _, waits, _ = ask(Reply(429, headers={"Retry-After": format_datetime(later)}), GOOD)
    assert 37 < waits[0] <= 40


def test_a_wait_that_is_no_wait_is_not_heeded(ask):
    _, waits, _ = ask(Reply(429, headers={"Retry-After": "soon"}), GOOD)
    assert waits == [2]


def test_too_long_a_wait_is_told_and_not_waited(ask):
    error, waits, asked = ask(Reply(429, headers={"Retry-After": "3600"}))
    assert "asks to wait 3,600 s, longer than 90 s" in str(error)
    assert (waits, len(asked)) == ([], 1)


def test_refused(monkeypatch):
    with serving({}) as server:
        address = server.address
    monkeypatch.setenv("KZAZ_SOURCE_IMTS", address)
    with pytest.raises(SourceDown, match="no connection; is this machine online"):
        Fetcher(SHORT, lambda _: None)(SOURCE, "/data")


def test_slow(ask):
    limits = replace(SHORT, read_s=0.3)
    error, waits, _ = ask(Reply(body=b"{}", delay_s=0.5), limits=limits)
    assert "no answer within 0.3 s" in str(error)
    assert len(waits) == 2


def test_an_answer_that_trickles_is_given_up(ask):
    reply = Reply(body=b"x" * 100, trickle=10, delay_s=0.15)
    error, _, _ = ask(reply, limits=FetchLimits(tries=1, read_s=1, whole_s=0.3))
    assert "not whole in 0.3 s" in str(error)


def test_cut_off_in_the_middle_is_tried_again(ask):
    answer, waits, _ = ask(Reply(body=b"x" * 1000, cut=True), GOOD)
    assert (answer.content, waits) == (b"{}", [2])


def test_always_cut_off(ask):
    error, _, asked = ask(Reply(body=b"x" * 1000, cut=True))
    assert "the answer was cut off; a whole answer would be right" in str(error)
    assert len(asked) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_above_the_cap(ask, packed):
    body = b"x" * 20_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    reply = Reply(body=gzip.compress(body) if packed else body, headers=headers)
    error, _, asked = ask(reply)
    assert isinstance(error, SourceUnfit)
    assert "more than 10,000 bytes came" in str(error)
    assert len(asked) == 1


def test_another_host_is_not_followed(ask):
    error, _, asked = ask(Reply(302, headers={"Location": "http://example.org/data"}))
    assert "it leads to another host, example.org, which is not followed" in str(error)
    assert len(asked) == 1


def test_the_same_host_is_followed(ask):
    answer, _, asked = ask(Reply(301, headers={"Location": "/there"}), GOOD)
    assert answer.content == b"{}"
    assert [path for path, _ in asked] == ["/data?a=1,2", "/there"]


def test_round_and_round(ask):
    error, _, asked = ask(Reply(302, headers={"Location": "/data"}))
    assert "leads from page to page" in str(error)
    assert len(asked) < 6


def test_not_there_is_not_tried_again(ask):
    error, waits, _ = ask(Reply(404))
    assert "it answered 404 Not Found; the address, the codes" in str(error)
    assert waits == []


def test_no_address(monkeypatch):
    monkeypatch.setenv("KZAZ_SOURCE_IMTS", "nowhere")
    with pytest.raises(SourceUnfit, match="this is no address of the web"):
        Fetcher(SHORT)(SOURCE, "/data")


def test_the_key_is_sent_and_never_shown(ask, monkeypatch):
    monkeypatch.setenv("COMTRADE_KEY", "key-of-some-length")
    answer, _, asked = ask(GOOD, source=KEYED)
    assert asked[0][1][KEY_HEADER] == "key-of-some-length"
    assert "key-of-some-length" not in answer.address + repr(answer)


def test_an_answer_that_repeats_the_key_is_not_kept(ask, monkeypatch):
    monkeypatch.setenv("COMTRADE_KEY", "key-of-some-length")
    error, _, _ = ask(Reply(body=b"bad key key-of-some-length"), source=KEYED)
    assert "the answer repeats the key" in str(error)
    assert "key-of-some-length" not in str(error)


def test_no_key_without_the_variable(ask, monkeypatch):
    monkeypatch.delenv("COMTRADE_KEY", raising=False)
    _, _, asked = ask(GOOD, source=KEYED)
    assert KEY_HEADER not in asked[0][1]


def test_a_key_that_cannot_be_one(ask, monkeypatch):
    monkeypatch.setenv("COMTRADE_KEY", "short")
    with pytest.raises(UsageError, match="comtrade: the environment variable") as error:
        ask(GOOD, source=KEYED)
    assert "short a secret" in str(error.value)


def test_sources_by_name():
    names = [source.name for source in chosen_sources(["wdi", "imts"], ["GEO", "TUR"])]
    assert names == ["wdi", "imts"]
    with pytest.raises(UsageError, match="did you mean imts"):
        chosen_sources(["imst"], ["GEO"])


def test_a_national_source_serves_its_country():
    every = [source.name for source in chosen_sources([], ["GEO", "TUR"])]
    assert "bns" not in every
    assert "bns" in [source.name for source in chosen_sources([], ["KAZ", "TUR"])]
    with pytest.raises(UsageError, match="bns has figures of KAZ alone"):
        chosen_sources(["bns"], ["GEO", "TUR"])
