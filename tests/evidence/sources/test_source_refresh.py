"""Refreshing a data folder: proposed, agreed to, written whole or not at all."""

import datetime as dt
import hashlib
import re

import pytest
from click.testing import CliRunner
from refreshed_folder import hashes, written
from source_answers import (
    IMTS_MONTHS,
    IMTS_YEARS,
    bns_listing,
    bns_workbook,
    comtrade,
    comtrade_row,
    imts,
    wdi,
    wits,
)
from source_server import Reply, serving

import kzaz_analysis as kz
from kzaz_analysis.cli.main import kzaz
from kzaz_analysis.errors import DataError, LockedError, SourceUnfit, UsageError
from kzaz_analysis.evidence.catalogue import indicator_of, macro
from kzaz_analysis.evidence.files import read_text
from kzaz_analysis.evidence.intake import append
from kzaz_analysis.evidence.sources.raw import raw_answer
from kzaz_analysis.evidence.sources.refresh import accept, propose
from kzaz_analysis.evidence.sources.trade_flows import wanted_of
from kzaz_analysis.evidence.tables import default, load

TODAY = dt.date(2026, 11, 29)
IMTS, COMTRADE, WITS = "/external/sdmx", "/public/v1/preview", "/API/V1/SDMX"


@pytest.fixture
def folder(make_data, figure):
    rows = [
        figure(
            year,
            value,
            0.05,
            series="exports_kaz_to_aze",
            reporter="KAZ",
            agency="IMF_IMTS",
            source="old-imts",
            digits=4,
        )
        for year, value in ((2023, 401.9), (2024, 402.3), (2025, 398.7))
    ]
    sources = [
        {"source": "old-imts", "published_on": "2026-03-01", "kind": "dataset"},
        {"source": "old-wdi", "kind": "dataset"},
    ]
    return written(make_data, rows, sources)


@pytest.fixture
def imf(stand_in):
    """Propose what the IMF gives by year and by month."""

    def imf(folder, years=IMTS_YEARS, months=IMTS_MONTHS, **options):
        with serving({IMTS: [Reply(body=years), Reply(body=months)]}) as server:
            stand_in(server, "imts")
            return propose(folder, ["imts"], today=TODAY, **options)

    return imf


def changed(changes):
    figures = changes.figures
    return {
        (row[0], *row[1:])
        for row in figures[["change", "series", "reporter", "period_start"]].itertuples(
            index=False, name=None
        )
    }


def test_what_a_dataset_wants(folder):
    wanted = wanted_of(folder, None, TODAY)
    assert wanted.sides == ("KAZ", "AZE")
    assert (wanted.since, wanted.until) == (2023, 2026)
    trade_flows = set(wanted.trade_flows.itertuples(index=False, name=None))
    assert trade_flows == {
        ("KAZ", "AZE", "exports", "", "exports_kaz_to_aze"),
        ("AZE", "KAZ", "imports", "", "exports_kaz_to_aze"),
        ("AZE", "KAZ", "exports", "", "imports_kaz_from_aze"),
        ("KAZ", "AZE", "imports", "", "imports_kaz_from_aze"),
        ("KAZ", "AZE", "exports", "10", "exports_kaz_to_aze_hs10"),
        ("AZE", "KAZ", "imports", "10", "exports_kaz_to_aze_hs10"),
        ("KAZ", "WLD", "exports", "", "exports_kaz_world"),
    }


def test_new_revised_unchanged(folder, imf):
    before = hashes(folder)
    proposal = imf(folder)
    assert changed(proposal.sources["imts"]) == {
        ("unchanged", "exports_kaz_to_aze", "KAZ", "2024-01-01"),
        ("revised", "exports_kaz_to_aze", "KAZ", "2025-01-01"),
        ("new", "exports_kaz_to_aze", "KAZ", "2025-01-01"),
        ("new", "imports_kaz_from_aze", "AZE", "2024-01-01"),
        ("new", "exports_kaz_world", "KAZ", "2025-01-01"),
    }
    revised = proposal.sources["imts"].of("revised").iloc[0]
    assert (revised["old_value"], revised["value"]) == (398.7, "412.345678")
    assert revised["old_source"] == "old-imts"
    assert hashes(folder) == before


def test_a_figure_that_disappeared_is_told(folder, imf):
    years = imts(
        ("KAZ", "XG_FOB_USD", "AZE", "A", "2023", "401900000"),
        ("KAZ", "XG_FOB_USD", "AZE", "A", "2025", "398700000"),
    )
    proposal = imf(folder, years)
    gone = proposal.sources["imts"].of("disappeared")
    assert gone["period_start"].to_list() == ["2024-01-01"]
    assert gone["old_value"].to_list() == [402.3]


def test_only_the_years_that_are_asked_for(folder, imf):
    years = imf(folder, since=2025).sources["imts"].figures["period_start"].str[:4]
    assert set(years) == {"2025"}


def test_a_revision_is_a_row_of_its_own_and_both_days_have_theirs(folder, imf):
    accept(imf(folder))
    rows = load("observations")
    both = rows[
        (rows["series"] == "exports_kaz_to_aze")
        & (rows["period_end"] == "2025-12-31")
        & (rows["period_start"] == "2025-01-01")
    ]
    assert sorted(both["value"]) == [398.7, 412.345678]
    fresh = both[both["value"] > 400].iloc[0]
    assert fresh["source"] == f"imts-a-{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}"
    assert (fresh["digits"], fresh["provenance"]) == (9, "statistic")
    values = {
        day: kz.series("exports_kaz_to_aze", as_of=day).annual
        for day in ("2026-04-01", None)
    }
    of_2025 = {d: f.set_index("year")["value"][2025] for d, f in values.items()}
    assert of_2025 == {"2026-04-01": 398.7, None: 412.345678}
    is_traced_to_bytes(folder)


def is_traced_to_bytes(folder):
    rows = read_text("observations", folder)
    source = rows.loc[rows["value"] == "412.345678", "source"].iloc[0]
    assert raw_answer(source, folder) == IMTS_YEARS
    entry = read_text("sources", folder).set_index("source").loc[source]
    assert hashlib.sha256(IMTS_YEARS).hexdigest() in entry["note"]
    assert "/IMTS/+/AZE+KAZ.XG_FOB_USD+MG_CIF_USD.AZE+G001+KAZ.A" in entry["address"]
    kept = next((folder / "raw").glob("*.gz"))
    for path in (folder / "raw").glob("*.gz"):
        path.write_bytes(path.read_bytes()[:-9])
    assert kept.exists()
    with pytest.raises(DataError, match="not readable"):
        raw_answer(source, folder)
    with pytest.raises(UsageError, match="old-imts: no raw answer is kept"):
        raw_answer("old-imts", folder)


def test_asked_again_only_what_was_revised_once_more_is_written(folder, imf):
    accept(imf(folder))
    again = imf(folder)
    assert again.is_empty
    assert set(again.sources["imts"].figures["change"]) == {"unchanged"}
    later = IMTS_YEARS.replace(b"412345678", b"413000000")
    accept(imf(folder, later))
    rows = read_text("observations", folder)
    of_year = rows[(rows["period_end"] == "2025-12-31") & (rows["reporter"] == "KAZ")]
    assert sorted(of_year["value"]) == ["398.7", "412.345678", "413"]
    assert of_year["source"].nunique() == 3


def test_the_total_is_of_the_newest_edition_though_one_part_alone_was_revised(
    folder, imf
):
    year = ("AZE", "A", "2024")
    exports, imports = (("KAZ", f, *year) for f in ("XG_FOB_USD", "MG_CIF_USD"))
    for value in ("402300000", "455100000"):
        accept(imf(folder, imts((*exports, value), (*imports, "120300000"))))
    assert imf(folder, imts((*exports, value), (*imports, "120300000"))).is_empty
    turnover = kz.series("trade_turnover").annual.set_index("year")["value"]
    assert turnover[2024] == pytest.approx(455.1 + 120.3)


def test_tables_that_changed_meanwhile_are_left_alone(folder, imf):
    proposal = imf(folder)
    with (folder / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write("ZZZ,Another,,press\n")
    before = hashes(folder)
    with pytest.raises(LockedError, match="have changed meanwhile"):
        accept(proposal)
    assert hashes(folder) == before


def test_while_somebody_adds_nothing_is_written(folder, imf, monkeypatch):
    monkeypatch.setattr(append, "PATIENCE_S", 0.2)
    proposal = imf(folder)
    before = hashes(folder)
    with append.staging(folder), pytest.raises(LockedError):
        accept(proposal)
    assert hashes(folder) == before


def test_a_folder_that_cannot_be_written_stays_as_it_is(folder, imf, monkeypatch):
    proposal = imf(folder)
    before = hashes(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(append, "move", full)
    with pytest.raises(append.OutputError, match="No space left"):
        accept(proposal)
    assert hashes(folder) == before


FAULTS = {
    "html": (b"<html><title>Maintenance</title></html>", "HTML or XML came"),
    "columns": (b"REF_AREA,VALUE\nKAZ,1\n", "columns are missing: COUNTRY"),
    "empty": (imts(), "it holds no figure for this dataset"),
    "unit": (re.sub(rb"\d{3},6,", b",6,", IMTS_YEARS), "the unit must be another one"),
    "repeated": (
        IMTS_YEARS + IMTS_YEARS.split(b"\n")[1] + b"\n",
        "several figures for exports_kaz_to_aze, KAZ, 2024-01-01, 2024-12-31: 402.3",
    ),
    "country": (IMTS_YEARS.replace(b",KAZ,XG", b",KZ,XG"), "it speaks of country KZ"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_tables_byte_by_byte(folder, imf, fault):
    before = hashes(folder)
    content, message = FAULTS[fault]
    months = imts() if fault == "empty" else IMTS_MONTHS
    with pytest.raises(SourceUnfit, match=message) as error:
        imf(folder, content, months)
    assert "imts: http://127.0.0.1:" in str(error.value)
    assert str(error.value).endswith("nothing was written")
    assert error.value.exit_code == 3
    assert hashes(folder) == before


def test_a_new_year_of_another_size_than_all_others_is_refused(folder, imf):
    before = hashes(folder)
    tiny = imts(("KAZ", "XG_FOB_USD", "AZE", "A", "2021", "402.3"))
    with pytest.raises(SourceUnfit, match="times what is usual on record"):
        imf(folder, tiny, imts(), since=2021)
    assert hashes(folder) == before


def test_no_years_beside_full_months_are_a_fault(folder, imf):
    before = hashes(folder)
    with pytest.raises(SourceUnfit, match="such as the 3 on record would be right"):
        imf(folder, imts(), IMTS_MONTHS)
    assert hashes(folder) == before
    imf(folder, IMTS_YEARS, imts())  # no months are on record


def test_faults_of_several_sources_are_told_at_once(folder, stand_in):
    routes = {IMTS: [Reply(404)], COMTRADE: [Reply(body=b"<html>")]}
    with serving(routes) as server:
        stand_in(server, "imts", "comtrade")
        with pytest.raises(SourceUnfit) as error:
            propose(folder, ["imts", "comtrade"], today=TODAY)
    assert "imts: " in str(error.value)
    assert "comtrade: " in str(error.value)


def test_comtrade_gives_headings_and_adds_its_agency(folder, stand_in):
    rows = [comtrade_row(period="2024"), comtrade_row(cmdCode="10", primaryValue=5e7)]
    azerbaijan = [comtrade_row(reporterCode=31, partnerCode=398, flowCode="M")]
    replies = [comtrade(rows[0]), comtrade(*azerbaijan), comtrade(rows[1]), comtrade()]
    with serving({COMTRADE: [Reply(body=reply) for reply in replies]}) as server:
        stand_in(server, "comtrade")
        accept(propose(folder, ["comtrade"], today=TODAY))
    figures = load("observations").query("agency == 'COMTRADE'")
    assert set(figures["series"]) == {"exports_kaz_to_aze", "exports_kaz_to_aze_hs10"}
    assert set(figures["reporter"]) == {"KAZ", "AZE"}
    assert "COMTRADE" in set(load("agencies")["agency"])


def test_a_full_answer_of_comtrade_is_refused(folder, stand_in):
    before = hashes(folder)
    rows = [comtrade_row(motCode=n) for n in range(500)]
    with serving({COMTRADE: [Reply(body=comtrade(*rows))]}) as server:
        stand_in(server, "comtrade")
        with pytest.raises(
            SourceUnfit, match="500 rows came.*--since, or set COMTRADE"
        ):
            propose(folder, ["comtrade"], today=TODAY)
    assert hashes(folder) == before


def test_wits_is_kept_and_never_chosen(folder, stand_in):
    def trade_flow(reporter, partner, indicator):
        body = wits({"2024": 300000.5}, reporter, partner, indicator)
        path = (
            f"{WITS}/V21/datasource/tradestats-trade/reporter/{reporter.lower()}/year"
        )
        return (
            f"{path}/all/partner/{partner.lower()}/product/Total/indicator/{indicator}",
            [Reply(body=body)],
        )

    exports, imports = "XPRT-TRD-VL", "MPRT-TRD-VL"
    pairs = [("KAZ", "AZE"), ("AZE", "KAZ")]
    trade_flows = [
        trade_flow(*pair, name) for pair in pairs for name in (exports, imports)
    ]
    with serving(dict([*trade_flows, trade_flow("KAZ", "WLD", exports)])) as server:
        stand_in(server, "wits")
        proposal = propose(folder, ["wits"], today=TODAY)
    assert set(proposal.sources["wits"].figures["obs_status"]) == {"D"}
    assert set(proposal.sources["wits"].figures["value"]) == {"300.0005"}


def test_the_bureau_gives_a_final_year_and_a_part_of_the_next(folder, stand_in):
    listing = bns_listing(
        ("1", "Внешняя торговля (2025г.)", "27.07.2026"),
        ("3", "Внешняя торговля январь-июль 2026г.", "15.09.2026"),
    )
    trade = {"Азербайджан": (402267.4, 68203.2), "Китай": (15e6, 16e6)}
    routes = {
        "/ru/industries": [Reply(body=listing)],
        "/api/iblock/element/1/": [Reply(body=bns_workbook("2025", trade))],
        "/api/iblock/element/3/": [Reply(body=bns_workbook("07_2026", trade))],
    }
    with serving(routes) as server:
        stand_in(server, "bns")
        accept(propose(folder, ["bns"], today=TODAY))
        assert propose(folder, ["bns"], today=TODAY).sources == {}
    rows = load("observations").query("agency == 'KAZ_BNS'")
    cells = rows[["series", "period_end", "value", "stage"]].astype(str)
    assert set(cells.itertuples(index=False, name=None)) == {
        ("exports_kaz_to_aze", "2025-12-31", "402.2674", "final"),
        ("exports_kaz_to_aze", "2026-07-31", "402.2674", "preliminary"),
        ("imports_kaz_from_aze", "2025-12-31", "68.2032", "final"),
        ("imports_kaz_from_aze", "2026-07-31", "68.2032", "preliminary"),
        ("exports_kaz_world", "2025-12-31", "15402.2674", "final"),
        ("exports_kaz_world", "2026-07-31", "15402.2674", "preliminary"),
    }
    published = load("sources").set_index("source")["published_on"]
    assert published["bns-1-2026-07-27"] == "2026-07-27"


def test_two_editions_of_one_year_are_both_kept(folder, stand_in):
    listing = bns_listing(
        ("1", "Внешняя торговля (2025г.)", "27.07.2026"),
        ("2", "Внешняя торговля (январь-декабрь 2025г.)", "14.02.2026"),
    )
    trade = {"Азербайджан": (402267.4, 68203.2)}
    early = {"Азербайджан": (400000.1, 68000.1)}
    routes = {
        "/ru/industries": [Reply(body=listing)],
        "/api/iblock/element/1/": [Reply(body=bns_workbook("2025", trade))],
        "/api/iblock/element/2/": [Reply(body=bns_workbook("12_2025", early))],
    }
    with serving(routes) as server:
        stand_in(server, "bns")
        figures = propose(folder, ["bns"], today=TODAY).sources["bns"].figures
    rows = figures[figures["series"] == "exports_kaz_to_aze"]
    assert set(rows["change"]) == {"new"}
    assert dict(zip(rows["stage"], rows["value"], strict=True)) == {
        "final": "402.2674",
        "preliminary": "400.0001",
    }


def test_a_revised_indicator_is_a_new_row_and_each_day_has_its_release(
    folder, stand_in
):
    gdp = wdi({("KAZ", 2024): 288070000000.5, ("KAZ", 2025): 3e11, ("AZE", 2024): 7e10})
    routes = {"/v2/country": [Reply(404)]}
    routes = {
        "/v2/country/KAZ;AZE;USA/indicator/NY.GDP.MKTP.CD": [Reply(body=gdp)],
        "/v2/country": [Reply(body=wdi({}))],
    }
    with serving(routes) as server:
        stand_in(server, "wdi")
        proposal = propose(folder, ["wdi"], today=TODAY)
        assert set(proposal.sources["wdi"].figures["change"]) == {"new", "revised"}
        accept(proposal)
    values = macro("gdp_current_usd", "KAZ").set_index("year")["value"]
    assert values.to_dict() == {2024: 288070000000.5, 2025: 3e11}
    with_day = indicator_of(default("2026-10-01"), "gdp_current_usd", "KAZ")
    assert with_day.set_index("year")["value"].to_dict() == {2024: 285000000000}


@pytest.fixture
def command(stand_in):
    """Call `kzaz data refresh` while the IMF answers."""

    def command(*words, years=IMTS_YEARS):
        with serving({IMTS: [Reply(body=years), Reply(body=IMTS_MONTHS)]}) as server:
            stand_in(server, "imts")
            return CliRunner().invoke(kzaz, ["data", "refresh", "imts", *words])

    return command


def test_the_command_shows_and_writes_nothing(folder, command):
    before = hashes(folder)
    done = command("--dry-run", "--since", "2024")
    assert done.exit_code == 0, done.output
    assert "# imts: 3 new, 1 revised, 1 unchanged, 0 disappeared" in done.output
    line = (
        "revised      exports_kaz_to_aze  KAZ  2025-01-01  2025-12-31  398.7 -> 412.34"
    )
    assert line in done.output
    assert done.output.endswith("nothing was written (--dry-run)\n")
    assert hashes(folder) == before


@pytest.mark.parametrize("choice", ["--dry-run", "--yes"])
def test_dollars_a_million_times_too_small_are_refused_by_both(folder, command, choice):
    before = hashes(folder)
    small = imts(
        ("KAZ", "XG_FOB_USD", "AZE", "A", "2024", "402300000"),
        ("KAZ", "XG_FOB_USD", "AZE", "A", "2025", "412.345678"),
    )
    done = command(choice, "--since", "2024", years=small)
    assert isinstance(done.exception, SourceUnfit), done.output
    assert done.exception.exit_code == 3
    assert "times the median of exports_kaz_to_aze" in str(done.exception)
    assert hashes(folder) == before


def test_the_command_does_not_write_without_agreement(folder, command):
    before = hashes(folder)
    done = command()
    assert isinstance(done.exception, UsageError)
    assert "--yes writes, --dry-run only shows" in str(done.exception)
    assert hashes(folder) == before


def test_the_command_writes_and_prints_the_answer_again(folder, command):
    done = command("--yes")
    assert done.exit_code == 0, done.output
    assert "written to" in done.output
    rows = read_text("observations", folder)
    source = rows.loc[rows["value"] == "412.345678", "source"].iloc[0]
    printed = CliRunner().invoke(kzaz, ["data", "raw", source])
    assert printed.stdout_bytes == IMTS_YEARS
    again = command("--yes")
    assert "nothing was written" in again.output


def test_the_key_is_nowhere(folder, stand_in, monkeypatch):
    monkeypatch.setenv("COMTRADE_KEY", "key-of-some-length")
    with serving({"/data/v1/get": [Reply(body=comtrade(comtrade_row()))]}) as server:
        stand_in(server, "comtrade")
        with pytest.raises(SourceUnfit, match="speaks of country 398; 31 would"):
            propose(folder, ["comtrade"], today=TODAY)
        trade_flows = wanted_of(folder, None, TODAY).trade_flows
        one_side = trade_flows[trade_flows["reporter"] == "KAZ"]
        assert len(one_side) == 4
    everything = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert b"key-of-some-length" not in everything


def test_names_of_sources_are_completed():
    from kzaz_analysis.cli.intake.refresh import _complete_sources

    assert _complete_sources(None, None, "w") == ["wits", "wdi"]
