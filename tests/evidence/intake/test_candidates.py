"""Candidate figures of short invented texts."""

import datetime as dt
from dataclasses import replace

import pytest

from kzaz_analysis.evidence.intake.extraction import COLUMNS, extract
from kzaz_analysis.evidence.intake.extraction.flows import flow_of
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.intake.reading.numbers import find_numbers, hedge_of
from kzaz_analysis.evidence.intake.reading.time.periods import mentions
from kzaz_analysis.evidence.intake.reading.time.resolve import Calendar
from kzaz_analysis.evidence.tables import default, load

DAY = dt.date(2031, 5, 20)


def found(text, published=DAY):
    return extract(text, load("series"), load("units"), published)


def find_periods(text, published):
    return Calendar(grammar(), published).resolve(mentions(text, grammar()))


def only(text):
    [row] = found(text).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("text", "value", "unit", "digits"),
    [
        pytest.param("It paid $2.5 billion.", "2.5", "billion_USD", "2", id="dollar"),
        pytest.param("It paid €40 mln.", "40", "million_EUR", "1", id="euro sign"),
        pytest.param("It paid 7bn tenge.", "7", "billion_KZT", "1", id="tenge"),
        pytest.param("It paid 12 thousand dollars.", "12", "thousand_USD", "2", id="thousands"),
        pytest.param("Ships took 3,120 tons.", "3120", "tonnes", "3", id="grouped"),
        pytest.param("Ships took 3\u00a0120 t.", "3120", "tonnes", "3", id="spaced"),
        pytest.param("Ships took half a million tonnes.", "0.5", "million_tonnes", "1", id="half a"),
        pytest.param("Ships took 80 thousand TEUs.", "80000", "TEU", "1", id="TEU"),
        pytest.param("Pumps moved 9.1 million barrels.", "9.1", "million_barrels", "2", id="barrels"),
        pytest.param("A line of 312-kilometre length.", "312", "km", "3", id="hyphen"),
        pytest.param("Ports hold 6 million tons a year.", "6", "million_tonnes_per_year", "1", id="rate"),
        pytest.param("There are 18 flights a week.", "18", "flights_per_week", "2", id="weekly"),
        pytest.param("They signed twenty-one new agreements.", "21", "count", "", id="words"),
        pytest.param("It has 14 per cent of the market.", "14", "percent", "2", id="percent"),
        pytest.param("Trains run at 80 km per hour.", "80", "km_per_hour", "1", id="a speed"),
        pytest.param("In dollars it was 26.1 billion.", "26.1", "billion_USD", "3", id="money said before"),
        pytest.param("It paid 2.4 billion in roubles.", "2.4", "billion_RUB", "2", id="money said behind"),
    ],
)  # fmt: skip
def test_number_and_unit(text, value, unit, digits):
    row = only(text)
    assert (row["value"], row["unit"], row["digits"]) == (value, unit, digits)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("In 2019 and on 4 June 2020 they met.", id="dates"),
        pytest.param("The plan for 2031-2035 was read out.", id="span of years"),
        pytest.param("The B737 landed at gate 12.", id="names"),
        pytest.param("The past three years were hard.", id="words of a period"),
        pytest.param("Nothing was said.", id="no number"),
        pytest.param("", id="no text"),
    ],
)
def test_what_is_no_measurement_is_left_out(text):
    frame = found(text)
    assert frame.empty
    assert frame.columns.to_list() == COLUMNS


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("more than", "over"),
        ("exceeded", "over"),
        ("nearly", "under"),
        ("about", "approx"),
        ("up to", "up_to"),
        ("no more than", "up_to"),
        ("exactly", "exact"),
    ],
)
def test_hedges(words, qualifier):
    text = f"The port took {words} 7.5 million tonnes."
    [number] = find_numbers(text, grammar())
    assert hedge_of(text, number, grammar()) == qualifier
    assert only(f"The bill {words} $30 million.")["qualifier"] == qualifier


def test_less_than_is_nearly_in_the_press():
    row = only("The bill was less than $30 million.")
    assert row["qualifier"] == "under"


def test_a_fall_by_times_leaves_a_part():
    row = only("Transit dropped threefold in 2029.")
    assert (row["measure"], row["value"]) == ("multiple", "0.333333")


@pytest.mark.parametrize(
    ("words", "start", "end", "role"),
    [
        ("in 2029", "2029-01-01", "2029-12-31", "period"),
        ("in March 2028", "2028-03-01", "2028-03-31", "period"),
        ("in January-April 2031", "2031-01-01", "2031-04-30", "period"),
        ("from May to July 2030", "2030-05-01", "2030-07-31", "period"),
        ("in the first half of 2030", "2030-01-01", "2030-06-30", "period"),
        ("in the third quarter of last year", "2030-07-01", "2030-09-30", "period"),
        ("in Q2 2030", "2030-04-01", "2030-06-30", "period"),
        ("in nine months of 2030", "2030-01-01", "2030-09-30", "period"),
        ("last year", "2030-01-01", "2030-12-31", "period"),
        ("last month", "2031-04-01", "2031-04-30", "period"),
        ("in the last quarter of 2029", "2029-10-01", "2029-12-31", "period"),
        ("in the last half of 2029", "2029-07-01", "2029-12-31", "period"),
        ("in the final four months of 2029", "2029-09-01", "2029-12-31", "period"),
        ("in the year that ended in March 2030", "2029-04-01", "2030-03-31", "period"),
        ("in November, December and January", "2030-11-01", "2031-01-31", "period"),
        ("from December to February 2031", "2030-12-01", "2031-02-28", "period"),
        ("1.2 times the level of 2029", "2029-01-01", "2029-12-31", "base"),
        ("in October", "2030-10-01", "2030-10-31", "period"),
        ("over the past two years", "2029-01-01", "2030-12-31", "period"),
        ("since the start of 2031", "2031-01-01", "2031-05-20", "period"),
        ("on 9 April 2030", "2030-04-09", "2030-04-09", "period"),
        ("compared with 2027", "2027-01-01", "2027-12-31", "base"),
        ("since 2026", "2026-01-01", "2026-12-31", "since"),
        ("by the end of 2034", "2034-01-01", "2034-12-31", "deadline"),
        ("within five years", "2031-05-20", "2036-05-20", "deadline"),
    ],
)
def test_periods(words, start, end, role):
    [period] = find_periods(f"it was so {words}, they said", DAY)
    assert (str(period.start), str(period.end), period.role) == (start, end, role)


def test_relative_words_need_a_day_of_publication():
    assert find_periods("it rose last year", None) == []
    assert [p.start.year for p in find_periods("it rose in 2030", None)] == [2030]


def test_impossible_dates_are_passed_over():
    assert find_periods("on 31 June 2030x and 2030-13-45", DAY) == []


def test_growth_with_levels_from_and_to():
    rows = found(
        "In January-March 2030 trade turnover rose by 8% from $90 million to $97.2 "
        "million against the same period in 2029."
    ).to_dict("records")
    assert [r["value"] for r in rows] == ["8", "90", "97.2"]
    assert [r["measure"] for r in rows] == ["growth", "level", "level"]
    starts = [(r["period_start"], r["period_end"]) for r in rows]
    assert starts[0] == starts[2] == ("2030-01-01", "2030-03-31")
    assert starts[1] == ("2029-01-01", "2029-03-31")
    assert rows[0]["base_end"] == "2029-03-31"
    assert {r["series"] for r in rows} == {"trade_turnover"}
    assert [r["table"] for r in rows] == ["claims", "observations", "observations"]


def test_growth_compares_with_the_year_before_unless_told():
    row = only("Freight fell 11% in February 2028.")
    assert (row["change"], row["base_start"], row["base_end"]) == (
        "down",
        "2027-02-01",
        "2027-02-28",
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Freight grew threefold.", "3"),
        ("Freight grew 2.5-fold.", "2.5"),
        ("Freight doubled.", "2"),
        ("Freight grew four times.", "4"),
        ("Freight was halved.", "0.5"),
    ],
)
def test_multiples(text, value):
    row = only(text)
    assert (row["value"], row["unit"], row["measure"]) == (
        value,
        "ratio_to_base",
        "multiple",
    )


def test_an_increase_is_told_from_a_level():
    rows = found("Exports grew by $15 million to $80 million.").to_dict("records")
    assert [r["measure"] for r in rows] == ["increase", "level"]


def test_a_yearly_rate_is_growth_but_not_of_a_loan():
    rows = found(
        "The yearly rate was 25 percent. Loans at an annual rate of 9 percent."
    )
    assert rows["measure"].to_list() == ["growth", "share"]


def test_a_share_is_told_from_growth():
    assert only("Grain is 35% of the whole.")["measure"] == "share"


def test_a_promise_with_its_deadline():
    row = only("The ministry plans to carry 12 million tons of freight by 2035.")
    assert (row["table"], row["deadline_end"]) == ("targets", "2035-12-31")
    assert row["period_start"] == ""


def test_a_unit_said_once_counts_for_both():
    rows = found("Airlines went from 5 to 9 flights per week.").to_dict("records")
    assert [(r["value"], r["unit"]) for r in rows] == [
        ("5", "flights_per_week"),
        ("9", "flights_per_week"),
    ]


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("It takes 11-14 days.", ["11", "14"], "days"),
        ("Freight grew 3-4 percent.", ["3", "4"], "percent"),
        ("Freight grew by 1.5-2 times.", ["1.5", "2"], "ratio_to_base"),
        ("They sent 40 container trains.", ["40"], "trains"),
    ],
)
def test_ranges_and_compounds(text, values, unit):
    rows = found(text)
    assert rows["value"].to_list() == values
    assert set(rows["unit"]) == {unit}


def test_a_noun_left_out_is_taken_from_before():
    rows = found("The line has ordered tankers. The first three come by 2033.")
    assert rows["value"].to_list() == ["3"]
    assert rows["unit"].to_list() == ["count"]


def test_values_that_belong_to_years_respectively():
    rows = found(
        "It took $9 million in 2027-2028 ($4 million and $5 million, respectively)."
    )
    assert rows["period_end"].str[:4].to_list() == ["2028", "2027", "2028"]
    assert rows["period_start"].str[:4].to_list() == ["2027", "2027", "2028"]


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("exports from Kazakhstan to Azerbaijan", "KAZ->AZE"),
        ("Azerbaijan invested in Kazakhstan", "AZE->KAZ"),
        ("Kazakhstan's imports from Azerbaijan", "AZE->KAZ"),
        ("trade of Azerbaijan and Kazakhstan", ""),
        ("Kazakhstan invested $24.5 million in Azerbaijan", "KAZ->AZE"),
        ("exports to Azerbaijan, and imports from Azerbaijan", "AZE->KAZ"),
        ("firms with Kazakh capital in Azerbaijan", "KAZ->AZE"),
    ],
)
def test_directions(text, flow):
    assert flow_of(text, ("KAZ", "AZE")) == flow


def test_series_are_guessed_from_the_catalogue():
    rows = found(
        "Cargo on the Middle Corridor reached 5.2 million tonnes in 2030.\n\n"
        "Kazakh oil through Baku-Tbilisi-Ceyhan came to 1.9 million tonnes."
    )
    assert rows["series"].to_list() == ["titr_freight", "btc_oil_kaz"]
    assert (rows["fit"] > 0.3).all()


@pytest.mark.parametrize(
    ("text", "series"),
    [
        pytest.param(
            "The port of Aktau handled 4.2 million tonnes. Its annual capacity is 7 "
            "million tonnes. Oil made up 2.6 million tonnes, dry cargo 1.4 million.",
            [f"port_{n}_aktau" for n in ("throughput", "capacity", "oil", "dry")],
            id="parts of a total, and what goes on about it",
        ),
        pytest.param(
            "The ports of Aktau and Kuryk handled 2.6 million tonnes. Aktau took 1.9 "
            "million (+4.5%), Kuryk 0.7 million (-3%). In May the two ports handled "
            "half a million tonnes.",
            [
                "port_throughput_aktau_kuryk",
                *["port_throughput_aktau"] * 2,
                *["port_throughput_kuryk"] * 2,
                "port_throughput_aktau_kuryk",
            ],
            id="each of two places, and both",
        ),
        pytest.param(
            "The Baku-Tbilisi-Ceyhan pipeline as a whole carried 27.9 million tonnes of "
            "oil in January-November 2025; its capacity is 60 million tonnes a year. In "
            "2024 it moved 30.3 million tonnes.",
            ["btc_oil_total", "btc_capacity", "btc_oil_total"],
            id="what is moved is no capacity, nor a sum of years",
        ),
        pytest.param(
            "In 2025, 1.02 million tonnes were carried along the Middle Corridor. Cereals "
            "accounted for a fifth of exports.",
            ["titr_freight", "exports_kaz_to_aze_hs10"],
            id="goods on the route, and a share that is of no side",
        ),
        pytest.param(
            "Imports from Kazakhstan to Azerbaijan reached $29 million and exports $6 "
            "million; in May they were $24 million and $5 million respectively.",
            ["exports_kaz_to_aze", "imports_kaz_from_aze"] * 2,
            id="once more in turn",
        ),
        pytest.param(
            "Freight on the Middle Corridor rose from 0.6 million tonnes in 2021 to 4.5 "
            "million in 2024 before easing to 4.1 million in 2025, a decline of 8.5%.",
            ["titr_freight"] * 4,
            id="what goes on in one sentence",
        ),
        pytest.param(
            "Containers on the Middle Corridor rose by 36% to 76,900 TEU, compared to "
            "5,000 TEU before. This is 8 times more than ever.",
            ["titr_containers"] * 4,
            id="changes of an amount",
        ),
        pytest.param(
            "Kazakhstan exported goods for $420 million to Azerbaijan. Azerbaijan "
            "imported goods for $400 million from Kazakhstan.",
            ["exports_kaz_to_aze"] * 2,
            id="what one exports the other imports",
        ),
        pytest.param(
            "Kazakhstan's share in Azerbaijan's imports rose to 2.9 percent.",
            ["share_kaz_in_aze_imports"],
            id="shares have series of their own",
        ),
        pytest.param(
            "Cargo on the Middle Corridor grew. Kazakh exports along the route were 1 "
            "million tonnes. The port of Baku can take 15 million tonnes a year.",
            ["titr_freight_exports", "port_capacity_baku"],
            id="the route of the dataset, and what can be",
        ),
        pytest.param(
            "Exports to Azerbaijan came to $331 million and imports to $60 million.",
            ["exports_kaz_to_aze", "imports_kaz_from_aze"],
            id="the other way round",
        ),
        pytest.param(
            "Kazakh oil through the Baku-Tbilisi-Ceyhan pipeline came to 2 million "
            "tonnes. Oil flow was 568 thousand barrels a day in BTC.",
            ["btc_oil_kaz", "btc_oil_total_daily"],
            id="a long name, and what is a day's",
        ),
        pytest.param(
            "The share of Kazakhstan in Azerbaijan's grain imports fell by 6 percentage "
            "points.",
            ["share_kaz_in_aze_grain_imports"],
            id="points of a share",
        ),
        pytest.param(
            "BTC is long: 443 km of the pipeline lie in Azerbaijan, 249 km in Georgia "
            "and 1,076 km in Turkey.",
            [f"btc_length_{code}" for code in ("aze", "geo", "tur")],
            id="words behind a figure, and other names of countries",
        ),
        pytest.param(
            "Kazakhstan's merchant fleet on the Caspian numbers 19 vessels.",
            ["fleet_kaz"],
            id="a fleet is of vessels",
        ),
        pytest.param(
            "Kazakhstan's trade grew.\n\nAzerbaijan Railways carried 9 million tonnes. "
            "Transit by rail amounted to 3 million tonnes.",
            ["rail_freight_aze", "rail_aze_transit"],
            id="the side of its paragraph",
        ),
        pytest.param(
            "Kazakhstan's non-metal exports to Azerbaijan were $120 million. Its "
            "purchases from Azerbaijan were $60 million.",
            ["", "imports_kaz_from_aze"],
            id="a rest is no total, and who purchases imports",
        ),
        pytest.param(
            "There are 358 firms with Kazakh capital in Azerbaijan and 1,437 firms with "
            "Azerbaijani capital in Kazakhstan.",
            ["firms_kaz_in_aze", "firms_aze_in_kaz"],
            id="each way by its own words",
        ),
        pytest.param(
            "Imports from Kazakhstan dropped 41 percent to $48.9 million; exports to "
            "that country went up 5 percent, to $22.7 million.",
            ["exports_kaz_to_aze"] * 2 + ["imports_kaz_from_aze"] * 2,
            id="that country is the one before",
        ),
        pytest.param(
            "From January to July 2030, 17 million tons of oil were pumped through the "
            "Baku-Tbilisi-Ceyhan pipeline, the State Statistical Committee of "
            "Azerbaijan announced.",
            ["btc_oil_total"],
            id="who says so is not what it is about",
        ),
        pytest.param(
            "The foreign trade turnover of Azerbaijan was $4 billion.",
            [""],
            id="the trade of one side with all is not that of both",
        ),
        pytest.param(
            "Turkmenistan and Kazakhstan sent 3 million tonnes of oil through BTC.",
            ["btc_oil_kaz_tkm"],
            id="a country that the title names, too",
        ),
        pytest.param(
            "Kazakhstan's cargo went by sea. Transit came to 3 million tonnes.",
            [""],
            id="no railway is named",
        ),
        pytest.param(
            "Goods went from Kazakhstan to Azerbaijan; lamps worth $3 million were "
            "exported.",
            [""],
            id="goods of which there is no series",
        ),
        pytest.param(
            "Kazakhstan's trade deficit with Azerbaijan was $3 million.",
            [""],
            id="a balance is neither flow",
        ),
        pytest.param(
            "In 2029 Azerbaijan's exports to Kazakhstan rose to $90 million.",
            ["imports_kaz_from_aze"],
            id="exports of the other side",
        ),
        pytest.param(
            "Containers at the port of Baku rose to 90,000 TEU; that is 8 percent more.",
            ["port_containers_baku"] * 2,
            id="a change of what is before the semicolon",
        ),
        pytest.param(
            "The BTC pipeline took 1.2 million tonnes of Kazakh oil in 2029, or 27,000 "
            "barrels a day.",
            ["btc_oil_kaz", ""],
            id="a sum of all years has no daily rate",
        ),
        pytest.param(
            "Azerbaijan's turnover with Kazakhstan was $9 million in trade; exports "
            "$6 million; imports $3 million.",
            ["trade_turnover", "imports_kaz_from_aze", "exports_kaz_to_aze"],
            id="exports of the side whose trade it is",
        ),
        pytest.param(
            "Kazakhstan's trade with Azerbaijan reached $9 million. Imports were $3 "
            "million.",
            ["trade_turnover", "imports_kaz_from_aze"],
            id="imports of the side whose trade the sentence before told of",
        ),
        pytest.param(
            "Trade was $9 million in 2029; exports were $6 million.",
            ["trade_turnover", ""],
            id="exports alone are no turnover",
        ),
        pytest.param(
            "Exports of Georgia were $4 million. Armenia took 18 percent of exports, "
            "Kazakhstan 14 percent and Azerbaijan 11 percent.",
            ["", "", "", ""],
            id="shares in the exports of a third country",
        ),
        pytest.param(
            "Trade of China and Kazakhstan had risen by RMB 18 bn to RMB 322 bn.",
            ["", ""],
            id="a code of money is no partner",
        ),
        pytest.param(
            "The pipeline Baku-Tbilisi-Ceyhan took 9 million tonnes of oil. Transit oil "
            "of third countries was 2 million tonnes.",
            ["btc_oil_total", ""],
            id="transit is not all",
        ),
        pytest.param(
            "Kazakhstan sent 2 million tonnes of transit oil through BTC.",
            ["btc_oil_kaz"],
            id="transit of a side that is named",
        ),
        pytest.param(
            "The Trans-Caspian fibre line is 90 km long. This year 50 km shall be laid.",
            ["fibre_line_length", ""],
            id="what is laid is no length",
        ),
        pytest.param(
            "The Middle Corridor took 4 million tonnes. On the North\u2013South "
            "International Transport Corridor freight was 9 million tonnes.",
            ["titr_freight", ""],
            id="a corridor of another name",
        ),
        pytest.param(
            "The Middle Corridor took 4 million tonnes, the Northern Corridor 50 million "
            "tonnes of freight.",
            ["titr_freight", ""],
            id="a corridor of another name in one sentence",
        ),
        pytest.param(
            "Freight on the East-West corridor of Azerbaijan was 7 million tonnes.",
            ["azerbaijan_corridor_east_west"],
            id="a corridor of its own name",
        ),
        pytest.param("The sea took 7 million tonnes of fish.", [""], id="none fits"),
    ],
)
def test_series_by_the_words_around(text, series):
    assert found(text)["series"].to_list() == series


def test_the_other_way_is_the_other_direction():
    rows = found(
        "In 2030, 683 air passengers went from Kazakhstan to Azerbaijan and 669 in the "
        "opposite direction."
    )
    assert rows["value"].to_list() == ["683", "669"]
    assert rows["direction"].to_list() == ["KAZ->AZE", "AZE->KAZ"]


def test_where_no_series_is_named_clearly_the_nearest_are():
    row = only("The foreign trade turnover of Azerbaijan was $4 billion.")
    assert row["series"] == ""
    assert row["nearest"].split()[0] == "trade_turnover"


def test_a_series_in_another_unit_is_not_guessed():
    assert only("The Middle Corridor had 900 MW.")["series"] != "titr_freight"


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "empty lines"])
def test_position_in_the_text(gap):
    text = f"A headline{gap}Ships took 3 tonnes. Then “some 4 tonnes” came."
    rows = found(text).to_dict("records")
    assert [r["paragraph"] for r in rows] == [2, 2]
    assert [text[r["start"] : r["end"]] for r in rows] == ["3 tonnes", "4 tonnes"]
    assert rows[1]["sentence"].startswith("Then")


def test_wrapped_lines_are_one_paragraph():
    text = "A headline\n\nShips took 3\nmillion tonnes\nlast year.\n\nThe end."
    row = only(text)
    assert (row["paragraph"], row["value"], row["unit"]) == (2, "3", "million_tonnes")


def test_the_day_may_stand_in_the_text():
    text = "2030-02-01 Astana\n\nShips took 3 tonnes last year."
    assert extract(text, load("series"), load("units"))["period_end"].to_list() == [
        "2029-12-31"
    ]


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("BTK carried 4 million tonnes in 2029.", ""),
        ("The Baku-Tbilisi-Kars line can take 5 million tonnes a year.", "btk_capacity"),
        ("BTC moved 30 million tonnes of oil in 2029.", "btc_oil_total"),
        ("The port of Atlantis handled 5 million tonnes in 2029.", ""),
        ("Poti Sea Port handled 5 million tonnes in 2029.", ""),
        ("The port of Aktau handled 5 million tonnes in 2029.", "port_throughput_aktau"),
        ("Baku International Sea Trade Port handled 5 million tonnes in 2029.", "port_throughput_baku"),
        ("Freight on the Northern Corridor was 4 million tonnes in 2029.", ""),
        ("Freight on the Middle Corridor was 4 million tonnes in 2029.", "titr_freight"),
        ("The CPC pipeline moved 60 million tonnes of Kazakh oil in 2029.", ""),
        ("Trade with Georgia reached $200 million in 2029.", ""),
        ("Georgian exports were $200 million in 2029.", ""),
        ("Trade doubled in 2029.", "trade_turnover"),
        ("The free trade zone took in $3 million in 2029.", ""),
        ("The association of the route has members and sent 391 block trains in 2029.", ""),
    ],
)  # fmt: skip
def test_a_name_is_one_whole(text, series):
    assert only(text)["series"] == series


def test_the_unit_of_a_heading_counts_what_follows():
    text = (
        "Freight on the Middle Corridor, {}: exports 2,210 and transit 1,960 in 2029."
    )
    for heading in ("thousand tonnes", "tonnes thousand"):
        rows = found(text.format(heading))
        assert rows["value"].to_list() == ["2210", "1960"]
        assert set(rows["unit"]) == {"thousand_tonnes"}


def test_so_many_more_than_before_are_of_what_was_counted():
    rows = found("They sent 391 block trains in 2029, 33 more than in 2028.")
    assert rows[["value", "unit", "measure"]].to_numpy().tolist() == [
        ["391", "trains", "level"],
        ["33", "trains", "increase"],
    ]


def test_a_rise_on_the_month_is_counted_from_the_month_before():
    rows = found("In January 2030 trade rose 3% on the year and 2% on the month.")
    assert rows["base_start"].to_list() == ["2029-01-01", "2029-12-01"]
    rows = found("Trade fell 3% from the previous quarter in Q2 2030.")
    assert rows["base_start"].to_list() == ["2030-01-01"]


def test_what_will_be_so_from_a_year_on_is_due_in_it():
    rows = found("They aim at 6 million tonnes in 2032, and at 10 million from 2034.")
    assert rows["deadline_end"].to_list() == ["2032-12-31", "2034-12-31"]


def test_a_shared_name_is_that_of_the_side_that_may_be_called_so():
    clause = "Exports from Korea to Japan tripled"
    assert flow_of(clause, ("KOR", "JPN")) == "KOR->JPN"
    assert flow_of(clause, ("KOR", "PRK")) == ""


def test_a_rise_in_a_month_begins_in_that_of_the_year_before():
    rows = found("Trade rose in January 2030 from $22.4m to $44.1m.")
    assert rows["period_start"].to_list() == ["2029-01-01", "2030-01-01"]


@pytest.mark.parametrize(
    ("clause", "flow"),
    [
        ("Exports of Azerbaijan to Kazakhstan tripled", "AZE->KAZ"),
        ("Exports by Kazakhstan to Azerbaijan tripled", "KAZ->AZE"),
        ("Exports of Azerbaijan tripled", "AZE->"),
        ("Kazakhstan's exports tripled", "KAZ->"),
        ("Imports of Kazakhstan tripled", "->KAZ"),
        ("There are 320 firms with Kazakh capital in Azerbaijan", "KAZ->AZE"),
        ("Firms with Kazakh capital work in Azerbaijan", "KAZ->AZE"),
    ],
)
def test_the_way_of_a_flow(clause, flow):
    assert flow_of(clause, ("KAZ", "AZE")) == flow


def test_the_exports_of_one_side_are_not_those_of_the_other():
    row = only("Exports of Azerbaijan came to $24.3 million in January 2030.")
    assert row["series"] == "exports_aze_world"


def test_a_catalogue_without_the_main_series_and_odd_synonyms_are_read():
    series = load("series").query("series == 'titr_freight'")
    about = default().dataset
    odd = replace(about, synonyms={"": "nothing", "(tariff) lines": "freight"})
    text = "Freight on the Middle Corridor was 4 million tonnes in 2029."
    rows = extract(text, series, load("units"), DAY, odd)
    assert rows["series"].to_list() == ["titr_freight"]
