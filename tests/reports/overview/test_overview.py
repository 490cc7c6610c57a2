"""The overview: each number is that of the record, each sentence follows its rule."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from made_tables import SERIES as SERIES_ROWS
from shown import faults, said_too_often

import kzaz_analysis as kz
from kzaz_analysis.display.charts.points import DERIVED
from kzaz_analysis.display.speech.language import written_in
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.overview import sentences as words
from kzaz_analysis.reports.overview.page import OverviewPage
from kzaz_analysis.reports.overview.study import overview_study
from kzaz_analysis.runner.plan.parameters import read_schema

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
NEWEST = "Newest yearly figure of the leading series"
SERIES = ["trade_turnover", "titr_freight", "btc_oil_kaz"]
TARGETS = ["turnover_1bn", "titr_10mt", "btc_1_5mt"]
SHOWN = ["answer", "level_table", "level_chart", "findings", "warnings"]
SHOWN += ["system_table", "edition_words", "edition_table", "rules", "results"]


@pytest.fixture(scope="module")
def study():
    return overview_study(SERIES, targets=TARGETS)


@pytest.fixture(scope="module")
def page(study):
    return OverviewPage(study, study.evidence.sources())


def test_levels_are_those_of_each_reporter_alone(study):
    rows = study.levels[study.levels["series"] == "trade_turnover"]
    assert rows["books"].to_list() == ["KAZ", "AZE"]
    for row, rule in zip(
        rows.to_dict("records"), ("kaz_only", "aze_only"), strict=True
    ):
        last = kz.series("trade_turnover", rule=rule).annual.iloc[-1]
        assert (row["year"], row["value"], row["source"]) == tuple(
            last[["year", "value", "source"]]
        )


def test_growth_is_on_the_year_before_or_left_out(study):
    for (name, books), record in study.records.items():
        row = study.levels[
            (study.levels["series"] == name) & (study.levels["books"] == books)
        ].iloc[0]
        annual = record.annual.set_index("year")
        before = annual.reindex([row["year"] - 1]).iloc[0]
        same = before["segment"] == annual["segment"].iloc[-1]
        if pd.notna(row["growth_pct"]):
            assert same
            twin = 100 * (row["value"] / before["value"] - 1)
            assert row["growth_pct"] == pytest.approx(twin)


def test_a_figure_published_with_a_word_keeps_it_and_ranks_nowhere():
    early = overview_study(SERIES, as_of="2025-10-21", targets=TARGETS)
    page = OverviewPage(early, early.evidence.sources())
    levels = early.levels.set_index(["series", "books"])
    oil = levels.loc["btc_oil_kaz", "KAZ"]
    assert (oil["qualifier"], oil["value"]) == ("under", 1500)
    tile = re.sub(r"[\u00a0\u202f]", " ", repr(page.level_table))
    assert "nearly 1.5 million tonnes" in tile and "up 7.8 %" not in tile
    # 1,250 to 1,500 on the 1,391.5 of the year before, in thousand tonnes.
    assert [oil["low_pct"], oil["high_pct"]] == pytest.approx([-10.2, 7.8], abs=0.1)
    assert "a change of \N{MINUS SIGN}10.2 to 7.8 %" in tile
    # 2,700 on "about 1.5 million tonnes" would be the largest change, 80 %.
    freight = levels.loc["titr_freight", "KAZ"]
    assert pd.isna(freight["growth_pct"]) and freight["low_pct"] > 65
    told = " ".join(s.text for s in filter(None, words.findings(early)))
    assert "Largest yearly change of the leading series: Trade turnover" in told
    share = early.targets.set_index("promise")["share_pct"]
    assert pd.isna(share["btc_1_5mt"]) and share["turnover_1bn"] > 50


def test_a_cell_of_a_system_keeps_the_word_of_its_figure(page):
    cells = re.sub(r"[\u00a0\u202f]", " ", repr(page.system_table))
    assert "more than 3 million tonnes" in cells


def test_a_conflict_is_the_last_common_year_the_higher_figure_first(study):
    row = study.conflicts.set_index("series").loc["trade_turnover"]
    sides = {
        books: study.records["trade_turnover", books].annual.set_index("year")["value"]
        for books in ("KAZ", "AZE")
    }
    year = max(set(sides["KAZ"].index) & set(sides["AZE"].index))
    pair = sorted(side[year] for side in sides.values())
    assert (row["year"], row["low_value"], row["high_value"]) == (year, *pair)
    assert row["ratio"] == pytest.approx(pair[1] / pair[0]) and row["ratio"] >= 1


def test_a_target_stands_as_in_the_scorecard_of_the_same_day(study):
    target = study.targets.set_index("promise").loc["turnover_1bn"]
    latest = study.levels.iloc[0]["value"]
    assert target["share_pct"] == pytest.approx(100 * latest / target["level"])


def test_a_tile_says_where_a_series_is_heading_as_its_projection_page_does(study):
    tiles = OverviewPage(study, study.evidence.sources()).level_table
    said = {row.cells for row in tiles.below}
    for row in study.headings.to_dict("records"):
        projected = kz.projection_study(row["series"])
        if row["reason"]:
            assert projected.projection.reason == row["reason"]
            line = f"no forecast for 2030: {row['reason']}"
        else:
            at = projected.projection.fan.iloc[-1]
            shown = next(iter(kz.page(projected).results.results)).shown
            line = f"heading for {shown} in 2030 (median forecast on the figures of "
            ends = [at["median"], at["lo-80"], at["hi-80"]]
            assert [row["median"], row["low"], row["high"]] == ends
        about = kz.series(row["series"]).title
        assert [c for c in said if c[0] == about and c[1].startswith(line)]


def test_forecasts_and_probabilities_of_the_front_page_have_lines(page, study):
    lines = page.results.ledger
    headed = study.headings.dropna(subset=["median"]).set_index("series")["median"]
    targets = study.targets.dropna(subset=["chance"])
    assert len(lines) == len(headed) + len(targets)
    for line in lines[: len(headed)]:
        [row] = [*line["record"]["quantiles"].values()][-1:]
        middle = row[line["record"]["probabilities"].index(0.5)]
        assert middle == pytest.approx(headed[line["subject"]["series"]], rel=1e-5)
    for line, (level, chance) in zip(
        lines[len(headed) :], targets[["level", "chance"]].to_numpy(), strict=True
    ):
        assert line["subject"]["target"] == level
        stated = [*line["record"]["chances"].values()][-1]
        assert stated == pytest.approx(chance, abs=1e-4)


def test_front_page_and_projections_of_the_suite_ask_about_the_same_years():
    defaults = {
        report: {
            p.name: p.default
            for p in read_schema(
                report,
                json.loads((NOTEBOOKS / f"{report}.ipynb").read_text("utf-8")),
            ).parameters
        }
        for report in ("overview", "trade_projection")
    }
    suite = yaml.safe_load((NOTEBOOKS / "suite.yml").read_text("utf-8"))
    pages = [p for p in suite["pages"] if p["report"] in defaults]
    asked = {
        (values["first_year"], values["horizon_year"])
        for page in pages
        for values in [defaults[page["report"]] | page.get("parameters", {})]
    }
    assert len(pages) > 2 and len(asked) == 1


def test_no_forecast_is_told_of_a_year_on_record():
    early = overview_study(["trade_turnover"], horizon_year=2020)
    assert early.headings["reason"].to_list() == ["2025 is on record"]


def test_part_years_end_after_the_last_full_year():
    early = overview_study(["trade_turnover"], as_of="2025-11-01")
    assert len(early.parts)
    last = {k[1]: r.annual["year"].iloc[-1] for k, r in early.records.items()}
    for row in early.parts.to_dict("records"):
        assert row["period_end"].year > last[row["books"]]


@pytest.mark.parametrize(
    ("series", "as_of", "books", "start", "value"),
    [
        # 547.6 to August less 517.1 to July are no figure of Azerbaijan for August.
        ("trade_turnover", "2025-10-21", "AZE", "2025-01-01", 547.6),
        ("btc_oil_kaz", "2024-09-30", "KAZ", "2024-01-01", 701.2),
        # Kazakhstan has parts of 2023 then, and no year; Azerbaijan has 2016 alone.
        ("btc_oil_kaz", "2023-12-01", "KAZ", "2023-01-01", 990.2),
    ],
)
def test_the_part_of_a_year_shown_is_one_that_was_published(
    series, as_of, books, start, value
):
    early = overview_study([series], as_of=as_of, targets=[])
    [row] = early.parts[early.parts["books"] == books].to_dict("records")
    assert (row["period_start"], row["value"]) == (pd.Timestamp(start), value)


def test_the_table_of_systems_has_the_figure_of_the_tile_and_of_who_was_there():
    early = overview_study(SERIES, as_of="2025-10-21", targets=TARGETS)
    systems = early.systems.set_index("series")
    levels = early.levels.drop_duplicates("series").set_index("series")
    for name in SERIES:
        assert systems.loc[name, "period"] == str(levels.loc[name, "year"])
        assert systems.loc[name, "value"] == levels.loc[name, "value"]
    # The President's 14 and the press's 9, published later, are of one visit.
    documents = systems.loc["documents_signed"]
    assert (documents["value"], documents["books"]) == (14, "KAZ")


def test_a_probability_of_a_tile_says_whether_it_is_of_the_year_or_by_it(page, study):
    [row] = study.targets[study.targets["promise"] == "titr_10mt"].to_dict("records")
    tile = re.sub(r"[\u00a0\u202f]", " ", page.level_table._repr_html_())
    assert row["is_plan"] and "forecast probability in that year 10 %" in tile
    with written_in("ru"):
        spoken = page.level_table.spoken()._repr_html_()
    assert "вероятность по прогнозу в этом году" in spoken


def test_a_target_that_had_not_been_set_is_left_out():
    early = overview_study(SERIES, as_of="2022-08-24", targets=TARGETS)
    assert early.targets["promise"].to_list() == ["turnover_1bn"]


def test_the_rule_of_the_warnings_is_what_they_do(study, page):
    assert "disagree most in their last common year" in words.RULES[-1]
    years = study.conflicts["year"]
    assert f"{years.iloc[0]}: what " in page.warnings.text
    at_first_hand = "at first hand from an office's statistics or an operator's count: "
    assert f"Of the leading series, not {at_first_hand}" in page.warnings.text


def test_the_rule_of_the_figures_is_true_of_every_system(study):
    """Some systems have no full year: visits, passengers, sums of years."""
    shown = study.systems[study.systems["value"].notna()]
    of_no_year = shown[~shown["period"].str.fullmatch(r"\d{4}")]
    assert {"documents_signed"} <= set(of_no_year["series"])
    assert "without a full year has its newest figure of any period" in words.RULES[0]


def test_every_system_has_one_row_and_a_source(study):
    catalogue = kz.load("series")
    assert study.systems["system"].is_unique
    assert set(study.systems["system"]) <= set(catalogue["system"])
    told = study.systems["source"] + study.systems["target_source"]
    assert (told != "").all()


def test_systems_shown_come_first_and_those_without_a_figure_last(study):
    systems = study.systems
    assert systems["series"].to_list()[: len(SERIES)] == SERIES
    assert systems["value"].isna().is_monotonic_increasing
    assert systems["value"].isna().any()


def test_tiles_and_systems_ask_for_links_and_say_their_periods_in_words(page):
    ask = 'data-subject="titr_freight"'
    systems = page.system_table._repr_html_()
    assert ask in systems
    assert "January to September 2018" in systems and "2018-01" not in systems
    assert ask in page.level_table._repr_html_().partition("<details")[0]


def test_panels_stand_beside_one_another_and_on_a_phone_below(page):
    places = [
        [ax.get_position() for ax in figure.axes]
        for figure in (page.level_chart.figure, page.level_chart.narrow)
    ]
    assert [len(boxes) for boxes in places] == [len(SERIES), len(SERIES)]
    (left, middle, right), (top, _, bottom) = places
    assert left.x1 < middle.x0 < middle.x1 < right.x0
    assert top.y0 > bottom.y1
    assert top.x0 < bottom.x1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_heading_of_a_panel_leaves_the_picture_or_meets_another(study, language):
    with written_in(language):
        shown = OverviewPage(study, study.evidence.sources()).level_chart
        found = [*faults(shown.figure), *faults(shown.narrow)]
    # Headings have several lines; years outside a panel are not drawn.
    assert [fault for fault in found if "\\n" in fault] == []


@pytest.mark.parametrize(
    ("series", "is_derived"), [("trade_turnover", True), ("titr_freight", False)]
)
def test_small_charts_tell_derived_figures(series, is_derived):
    study = overview_study([series], targets=[])
    chart = OverviewPage(study, study.evidence.sources()).level_chart
    drawn, _ = chart._repr_mimebundle_()
    assert (DERIVED in drawn["image/svg+xml"]) is is_derived


def test_a_system_is_shown_by_its_leading_series_or_by_what_is_promised(study):
    systems = study.systems.set_index("system")
    assert systems.loc["trade", ["series", "promise"]].to_list() == [
        "trade_turnover",
        "turnover_1bn",
    ]
    assert systems.loc["corridor", "status"] == study.targets["status"][1]
    without_figure = systems[systems["source"] == ""]
    assert {"digital", "exports"} <= set(without_figure.index)
    assert (without_figure["target_source"] != "").all()


def test_tiles_set_reporters_side_by_side_above_their_target(page, study):
    html = page.level_table._repr_html_()
    first = html.partition("<li>")[2].partition("</li>")[0]
    assert "Kazakhstan, 2025" in first and "Azerbaijan, 2025" in first
    share = f"{study.targets['share_pct'][0]:.0f} % of USD 1 billion"
    assert share in re.sub(r"[\u00a0\u202f]", " ", first)
    assert html.count("<li>") == len(SERIES)
    bare = study.levels["growth_pct"].isna().sum()
    assert html.count("no comparable year before") == bare > 0
    assert html.count("<details") == 0, "a table behind would say every figure again"


@pytest.mark.parametrize(
    ("series", "as_of"),
    [
        (SERIES, None),
        (SERIES, "2025-11-01"),
        (SERIES[1:], "2022-08-24"),
        (SERIES[:1], "2026-02-01"),
    ],
)
def test_no_figure_is_said_three_times(series, as_of):
    study = overview_study(series, targets=TARGETS, as_of=as_of)
    assert said_too_often(OverviewPage(study, study.evidence.sources())) == {}


@pytest.mark.parametrize("name", SHOWN)
def test_everything_shown_displays_itself(page, name):
    part = getattr(page, name)
    assert "object at" not in repr(part)
    assert len(repr(part)) > 10


def test_every_source_shown_is_in_the_list(study, page):
    used = {
        *study.levels["source"],
        *study.targets["source"],
        *(s for s in study.systems["source"] if s),
        *(s for s in study.systems["target_source"] if s),
        *study.conflicts["high_source"],
        *study.conflicts["low_source"],
    }
    assert used <= {record["id"] for record in page.cite.records()}


def test_findings_follow_their_rules(study):
    told = " ".join(s.text for s in words.findings(study))
    moved = study.levels.dropna(subset=["growth_pct"])
    biggest = moved.loc[moved["growth_pct"].abs().idxmax()]
    assert f"{biggest['title']}, {words.change(biggest['growth_pct'])}" in told
    furthest = study.targets.sort_values("share_pct").iloc[0]
    assert f"Furthest from its target: {furthest['title']}" in told


@pytest.mark.parametrize(
    ("pct", "text"),
    [(12.3, "up 12"), (-8.14, "down 8.1"), (0.01, "unchanged"), (318.2, "up 318")],
)
def test_a_change_has_a_direction_and_no_sign(pct, text):
    assert words.change(pct).startswith(text)
    assert "\N{MINUS SIGN}" not in words.change(pct)


@pytest.mark.parametrize(
    ("series", "targets", "told"),
    [
        ([], [], "series is empty"),
        (["no_such"], [], "no_such"),
        (SERIES, ["no_such"], "no_such"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(series, targets, told):
    with pytest.raises(UsageError, match=told):
        overview_study(series, targets=targets)


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        (
            None,
            "next whole year due here, by 31 March 2026 (assuming 90 days after the period)",
        ),
        (
            "2026-02-01",
            "next whole year due here, by 31 March 2026 (assuming 90 days after the period)",
        ),
        ("2026-11-01", ""),
    ],
)
def test_what_is_due_next_is_not_past(make_data, figure, as_of, due):
    # The other reporter fell silent: what was due of it in 2024 is due no longer.
    make_data(
        series=[entry | {"frequency": "annual"} for entry in SERIES_ROWS],
        observations=[
            *(figure(y, 100.0, reporter="KAZ", agency="KAZ_BNS") for y in (2023, 2024)),
            figure(2022, 90.0, series="freight", unit="thousand_tonnes"),
        ],
        sources=[{"source": "paper-2024", "published_on": "2025-03-01"}],
    )
    study = overview_study(["turnover", "freight"], targets=[], as_of=as_of)
    line = words.day_line(study)
    assert line.startswith(f"{NEWEST}: published on 1 March 2025")
    assert ("next whole year due" in line) == bool(due)
    assert due in line


def test_the_newest_figure_is_said_to_be_a_yearly_one():
    """A part of a year on the same tile may have been published later."""
    study = overview_study(as_of="2024-06-30")
    part = study.parts.merge(kz.load("sources"), on="source")["published_on"]
    assert max(part) > study.newest_day
    assert words.day_line(study).startswith(NEWEST)
    newest = words.findings(study)[-1]
    assert newest is not None and newest.text.startswith(NEWEST)


def test_a_system_shows_the_target_that_is_ahead():
    systems = overview_study().systems.set_index("series")
    containers = systems.loc["port_containers_baku"]
    assert (containers["due"], containers["level"]) == ("2026-12-31", 110_000)


def test_targets_keep_the_words_that_they_were_set_with():
    page = kz.page(overview_study())
    rows = {row.subject: row.cells for row in page.system_table.rows}
    plain = {name: cells[5].replace("\xa0", " ") for name, cells in rows.items()}
    assert plain["port_containers_baku"] == "more than 110,000 TEU"
    assert plain["export_offer"] == "about USD 300 million"
    tile = page.level_table._repr_html_().replace("\xa0", " ")
    assert "more than 1.5 million tonnes" in tile


@pytest.mark.slow
def test_every_system_is_due_when_the_scorecard_says():
    promised = kz.scorecard_study().targets.set_index("promise")
    systems = kz.overview_study().systems
    of_target = systems[systems["promise"] != ""]
    said = dict(zip(of_target["promise"], of_target["due"], strict=True))
    ends = promised.loc[list(said), "deadline_end"]
    dated = {
        name: "" if pd.isna(end) else f"{end:%Y-%m-%d}" for name, end in ends.items()
    }
    assert said == dated
    assert {"fibre_line", "power_cable_study"} <= set(said)


def test_a_tile_says_that_its_interval_was_too_narrow_in_the_past():
    page = kz.page(overview_study())
    html = next(
        text
        for name in dir(type(page))
        if name.endswith("_table")
        and "kz-tiles" in (text := getattr(page, name)._repr_html_())
    )
    said = "in the back-test of its projection page it was too narrow"
    [freight] = [part for part in html.split("<li>") if "17.6" in part]
    assert said in freight
    assert html.count(said) == 1
