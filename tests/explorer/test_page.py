import base64
import hashlib
import re

import pytest
from click.testing import CliRunner

import kzaz_analysis as kz
from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.errors import KzazError, OutputError, UsageError
from kzaz_analysis.explorer import page
from kzaz_analysis.explorer.page import MOST_BYTES, explorer_html


def test_the_policy_names_the_one_script_by_its_hash(content, evidence):
    html = explorer_html(evidence, content)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    script = html.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src &#39;none&#39;")
    assert f"script-src &#39;sha256-{digest}&#39;" in policy
    assert html.count("<script") == 2


def test_the_page_asks_for_nothing_and_stays_small(content, evidence):
    html = explorer_html(evidence, content)
    assert len(html.encode()) < MOST_BYTES
    loaded = (
        r"""(?:src=|url\((?!#)|@import|fetch\(|XMLHttpRequest|<link(?! rel="icon"))"""
    )
    assert re.findall(loaded, html) == []


def test_text_of_a_source_cannot_end_the_script(content, evidence):
    harmful = {**content, "sources": [{"title": "</script><script>alert(1)"}]}
    html = explorer_html(evidence, harmful)
    assert html.count("<script") == 2
    assert "\\u003c/script>" in html


def test_a_page_too_large_is_refused(content, evidence, monkeypatch):
    monkeypatch.setattr(page, "MOST_BYTES", 100_000)
    with pytest.raises(KzazError, match="more than 100,000; choose fewer series"):
        explorer_html(evidence, content)


def test_command_and_function_write_the_same(tmp_path):
    made = tmp_path / "made.html"
    given = ["explore", "--series", "titr_freight", "--replay-days", "-o", str(made)]
    done = CliRunner().invoke(kzaz, given, catch_exceptions=False)
    assert done.output == f"{made}: {made.stat().st_size / 1e6:.2f} MB\n"
    by_hand = kz.explore_file(tmp_path / "x.html", "titr_freight", every_day=False)
    assert by_hand.read_bytes() == made.read_bytes()


def test_what_is_wrong_is_named(tmp_path):
    with pytest.raises(UsageError, match="titr_fright"):
        kz.explore_file(tmp_path / "x.html", ["titr_fright"])
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/x\.html cannot be written"):
        kz.explore_file(tmp_path / "file/x.html", ["titr_freight"], every_day=False)
