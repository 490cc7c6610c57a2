"""Addresses of pages: who has one may read its site, and nothing else."""

import urllib.error
import urllib.request

import pytest
from running_lab import TOKEN

from kzaz_analysis.lab.pages import key_of, site_of


@pytest.mark.parametrize(
    ("there", "file", "site"),
    [
        (["s/index.html"], "s/a.html", "s"),
        (["s/index.html"], "s/4f/a.html", "s"),
        (["s/index.html", "s/t/index.html"], "s/t/index.html", "s"),
        (["index.html", "s/index.html"], "s/a.html", "s"),
        ([], "s/t/a.html", "s/t"),
        (["r/s/index.html"], "r/a.html", "r"),
    ],
)
def test_a_site_is_what_lies_below_its_highest_index(tmp_path, there, file, site):
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert site_of(tmp_path / file, tmp_path) == tmp_path / site


def test_every_site_has_a_key_of_its_own(tmp_path):
    keys = {key_of(tmp_path / name) for name in ("a", "b", "a/b")}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {64}


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def answer(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        reply = urllib.request.build_opener(Stays).open(request)
    except urllib.error.HTTPError as refused:
        reply = refused
    with reply:
        return reply.status, reply.headers, reply.read()


@pytest.fixture(scope="module")
def site(address):
    """Where a user with the token is sent to for a page, without its name."""
    page = f"{address}/files/reports/latest/index.html?token={TOKEN}"
    status, headers, _ = answer(page)
    assert status == 302
    return address + headers["Location"].removesuffix("index.html")


@pytest.mark.slow
def test_who_has_the_address_reads_the_site_without_a_login(site):
    status, headers, body = answer(f"{site}scorecard.html")
    assert (status, b"<h1" in body) == (200, True)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "../../workbench/start.ipynb",
        "..%2F..%2Fworkbench%2Fstart.ipynb",
        "../../../outside.html",
        ".hidden.html",
        "none.html",
    ],
)
def test_it_reads_nothing_else(site, place, path):
    (place / "reports" / "latest" / ".hidden.html").write_text("hidden")
    (place.parent / "outside.html").write_text("outside")
    assert answer(site + path)[0] in (400, 403, 404)


@pytest.mark.slow
def test_a_false_key_and_no_login_read_nothing(address, site):
    key = site.split("/kzaz/pages/")[1][:64]
    false = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert answer(site.replace(key, false) + "scorecard.html")[0] == 404
    page = f"{address}/files/reports/latest/scorecard.html"
    status, headers, _ = answer(page, **{"Sec-Fetch-Site": "same-origin"})
    assert (status, "/login" in headers["Location"]) == (302, True)


@pytest.mark.slow
def test_another_site_is_not_sent_to_the_page(address):
    page = f"{address}/files/reports/latest/index.html"
    login = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    login.open(f"{address}/lab?token={TOKEN}").close()
    login.addheaders = [("Sec-Fetch-Site", "cross-site")]
    with pytest.raises(urllib.error.HTTPError) as refused:
        login.open(page)
    assert refused.value.code == 403
    refused.value.close()


@pytest.mark.slow
def test_a_download_is_the_file_itself(address):
    page = f"{address}/files/reports/latest/index.html?download=1&token={TOKEN}"
    status, headers, _ = answer(page)
    assert (status, "attachment" in headers["Content-Disposition"]) == (200, True)
