"""What official statistics changed, as the generated pages tell it."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from kzaz_analysis.cli.editions.compare import compare, pages_since
from kzaz_analysis.errors import DataError, UsageError
from kzaz_analysis.evidence.corrections import pages
from kzaz_analysis.evidence.corrections.choices import (
    CHOICE,
    KEY,
    added_choices,
    changed_choices,
    choices,
    read_choices,
)
from kzaz_analysis.evidence.corrections.comparison import comparison
from kzaz_analysis.evidence.corrections.pages import comparison_page, origin
from kzaz_analysis.evidence.schema.provenance import provenance_ranks
from kzaz_analysis.evidence.tables import default

DOCS = Path(__file__).parents[3] / "docs"
EDITION = DOCS.parent / "data" / "choices-2026-11-21.csv"


def edition_of(*rows):
    return pd.DataFrame(rows, columns=[*KEY, *CHOICE])


def choice(year, value, agency="KAZ_BNS", provenance="quoted", series="turnover"):
    unit, side = "million_USD", "KAZ"
    head = (series, "kaz_first", year)
    return (*head, value, unit, side, agency, "exact", provenance, "paper-2024")


def worse_provenance(changed, systems):
    """Keep the changes that went to a worse provenance; ranks differ by system."""
    rows = changed.dropna(subset=["value"])
    ranks = [provenance_ranks(systems[name]) for name in rows["series"]]
    pairs = zip(ranks, rows["provenance_then"], rows["provenance"], strict=True)
    return rows[[rank[new] > rank[old] for rank, old, new in pairs]]


@pytest.fixture(scope="module")
def now():
    """Choices of the shipped record; half a minute of work on a busy machine."""
    return choices(default())


@pytest.mark.slow
def test_the_command_writes_both_pages_and_the_handbook_has_them(
    tmp_path, monkeypatch, now
):
    monkeypatch.setattr(pages, "choices", lambda _: now)
    done = CliRunner().invoke(compare, [str(EDITION), "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for name in ("corrections.md", "comparison.md"):
        assert (tmp_path / name).read_text("utf-8") == (DOCS / name).read_text("utf-8")


@pytest.mark.slow
def test_no_choice_of_the_edition_went_to_a_worse_provenance(now):
    changed = changed_choices(read_choices(EDITION), now)
    systems = default().load("series").set_index("series")["system"]
    assert len(changed) > 150
    # No series is left to unnamed offices any more where a named one counts, and a
    # round figure of a company's page is reliable for no year.
    is_lost = changed["value"].isna() & changed["rule"].ne("UNSTATED")
    lost = changed.loc[is_lost, ["series", "year"]]
    assert lost.to_numpy().tolist() == [["titr_container_trains", 2025]]
    assert worse_provenance(changed, systems).empty


def test_a_change_to_a_worse_provenance_would_be_seen():
    edition = edition_of(choice(2023, 1.0), choice(2024, 2.0), choice(2025, 3.0))
    now = edition_of(
        choice(2023, 1.5, provenance="statistic"),
        choice(2024, 2.5, provenance="press"),
        choice(2025, 3.0),
    )
    changed = changed_choices(edition, now)
    assert changed["year"].to_list() == [2023, 2024]
    systems = pd.Series({"turnover": "trade"})
    assert worse_provenance(changed, systems)["year"].to_list() == [2024]
    assert added_choices(edition.iloc[:1], now)["years"].to_list() == [2]


def test_a_choice_that_is_no_more_is_a_change():
    changed = changed_choices(edition_of(choice(2023, 1.0)), edition_of())
    assert changed["value"].isna().to_list() == [True]


def test_where_nothing_changed_no_rows_are_paired(monkeypatch):
    same = edition_of(choice(2023, 1.0))
    changed = changed_choices(same, edition_of(choice(2023, 2.0)))
    monkeypatch.delattr(pd.DataFrame, "merge")
    nothing = changed_choices(same, same)
    assert (list(nothing), len(nothing)) == (list(changed), 0)


def test_figures_beside_official_ones(make_data, figure):
    table = {"provenance": "statistic", "source": "table"}
    bound = {"qualifier": "over", "high": ""}
    make_data(
        observations=[
            figure(2018, 211.9, series="exports_kaz_to_aze", **table),
            figure(2018, 211.0, 1.0, series="exports_kaz_to_aze", agency="COW"),
            figure(2018, 210.0, 0.1, series="exports_kaz_to_aze", agency="KAZ_MFA"),
            figure(2018, 150.0, 0.1, series="exports_kaz_to_aze", agency="AZE_SCC"),
            figure(2018, 200.0, series="exports_kaz_to_aze", ref="X1", **bound),
            figure(2019, 150.0, series="exports_kaz_to_aze", agency="COW"),
            *(
                figure(2020, v, series="exports_kaz_to_aze", agency=a, **table)
                for v, a in ((100.0, "KAZ_BNS"), (200.0, "AZE_SCC"))
            ),
            figure(2020, 150.0, series="exports_kaz_to_aze", agency="COW"),
        ],
        series=[
            {
                "series": name,
                "title": name,
                "system": "trade",
                "measures": "Goods",
                "unit": "million_USD",
                "nature": "flow",
                "default_rule": "kaz_first",
                "preferred": "KAZ_BNS",
                "direction": direction,
            }
            for name, direction in (
                ("trade_turnover", "both"),
                ("exports_kaz_to_aze", "KAZ->AZE"),
                ("imports_kaz_from_aze", "AZE->KAZ"),
            )
        ],
        sources=[{"source": "paper-2024"}, {"source": "table", "kind": "official"}],
    )
    rows = comparison(default()).set_index(["year", "agency"])["verdict"]
    assert rows.to_dict() == {
        (2018, "COW"): "agrees with KAZ",
        (2018, "KAZ_MFA"): "near KAZ",
        (2018, "AZE_SCC"): "unlike KAZ",
        (2018, "KAZ_BNS"): "bound that allows KAZ",
        (2019, "COW"): "no official figure",
        (2020, "COW"): "neither",
    }


def test_a_dataset_without_flows_of_trade_has_nothing_to_compare(make_data, figure):
    make_data(observations=[figure(2018, 1.0)])
    assert comparison(default()).empty
    assert "0 figures: nothing to compare." in comparison_page(default())


def test_the_edition_must_be_one(tmp_path):
    with pytest.raises(UsageError, match="choices-2026-11-21"):
        pages_since(tmp_path / "choices.csv")
    with pytest.raises(DataError, match="no such file"):
        pages_since(tmp_path / "choices-2026-11-21.csv")
    other = tmp_path / "choices-2026-11-22.csv"
    other.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="other columns"):
        pages_since(other)


@pytest.mark.parametrize(
    ("books", "agency", "named"),
    [
        pytest.param("AZE", "IMF_DOTS", "AZE in IMF_DOTS, statistic", id="channel"),
        pytest.param("KAZ", "KAZ_BNS", "KAZ_BNS, statistic", id="office"),
        pytest.param("COW", "COW", "COW, statistic", id="own_count"),
        pytest.param("", "UNSTATED", "UNSTATED, statistic", id="nobody"),
    ],
)
def test_the_reporter_of_a_channel_is_named(books, agency, named):
    row = {"books": books, "agency": agency, "provenance": "statistic"}
    assert origin(row) == named
