"""The whole way of a pair never seen: new, import, suite in kernels, in ten minutes."""

import html
import json
import re
import subprocess
import sys

import pytest
from other_pairs import IMF, SHIPPED, TARGET, real_figures

MINUTES = 10
REPORTS = {
    *("growth_rates", "trade_projection", "target_gap", "mirror_statistics"),
    *("claims_audit", "scorecard", "replay", "overview"),
}


def kzaz(*words, cwd):
    command = [sys.executable, "-m", "kzaz_analysis", *map(str, words)]
    done = subprocess.run(command, check=False, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def text_of(path):
    page = path.read_text(encoding="utf-8")
    page = re.sub(
        r"<(style|script|svg)\b.*?</\1>|data:[^\"']*", "", page, flags=re.DOTALL
    )
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.slow
@pytest.mark.timeout(60 * MINUTES)
def test_a_pair_never_seen_has_every_report_in_ten_minutes(tmp_path, monkeypatch):
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)
    kzaz("new", "GEO", "TUR", "--dir", "geo-tur", cwd=tmp_path)
    origin = IMF
    series = {"exports": "exports_geo_to_tur", "imports": "imports_geo_from_tur"}
    for (reporter, flow), values in real_figures().items():
        table = tmp_path / f"{flow}_{reporter}.csv"
        lines = ["year,value", *(f"{year},{value}" for year, value in values.items())]
        table.write_text("\n".join(lines), encoding="utf-8")
        into = (
            "--dataset",
            "geo-tur",
            "--series",
            series[flow],
            "--reporter",
            reporter,
        )
        form = ("--unit", "million_USD", "--decimal", ".", "--yes")
        kzaz("data", "import", table, *into, *form, *origin, cwd=tmp_path)
        origin = origin[:2]
    kzaz("data", "add", "target", "--dataset", "geo-tur", *TARGET, cwd=tmp_path)
    out = ("-o", "pages", "--ledger", "none")
    kzaz("report", "suite", "--dataset", "geo-tur", *out, cwd=tmp_path)
    manifest = json.loads((tmp_path / "pages" / "manifest.json").read_text("utf-8"))
    assert {page["report"] for page in manifest["pages"]} == REPORTS
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    assert 'class="kz-front"' in index
    assert '<a href="growth-exports-geo-to-tur.html">Growth rates</a>' in index
    pages = sorted((tmp_path / "pages").glob("*.html"))
    assert len(pages) > len(manifest["pages"])  # and the index
    for page in pages:
        match = SHIPPED.search(text_of(page))
        assert not match, (page.name, match)
