"""What a section shows stands alone: displays itself, and goes into a file."""

import io

import pandas as pd
import pytest
from PIL import Image
from shown import unstated_files

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.exports.files.handed import FOLDER
from kzaz_analysis.display.numbers import plain_number
from kzaz_analysis.display.tables import Table, frame_table, table
from kzaz_analysis.errors import UsageError
from kzaz_analysis.exporting import frames, latex


@pytest.fixture(scope="module")
def page():
    return kz.page(kz.growth_study("trade_turnover", first_year=2016))


def test_a_page_shows_itself_in_a_console(page):
    text = repr(page)
    assert "object at 0x" not in text
    assert page.title in text
    assert page.answer.text.split(".")[0] in text
    for name in page.sections:
        assert name in text
        getattr(page, name)


def test_a_page_shows_itself_in_a_notebook(page):
    html = page._repr_html_()
    assert html.count("<table") == 1
    assert all(f"<code>{name}</code>" in html for name in page.sections)


def test_the_sum_of_a_page_has_its_headline_numbers(page):
    assert [row.cells[0] for row in page.summary().rows] == page.frame[
        "label"
    ].to_list()
    assert page.frame["value"].iloc[0] == page.study.record.annual["value"].iloc[-1]
    assert page.sentences == tuple(s.text for s in page.answer.sentences)
    assert page.chart.alt.startswith(page.growth_chart.alt[:10])


def test_a_study_sums_itself_up_as_its_page_does(page):
    shown = page.study.summary()
    assert repr(shown) == repr(page.summary())
    pd.testing.assert_frame_equal(shown.frame, page.frame)
    [latest, *_] = page.results.results
    assert latest.between
    assert shown.rows[0].cells[:3] == (latest.label, latest.shown, latest.between)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_a_study_has_words_and_picture_of_its_page(page, tmp_path, ending):
    assert page.study.sentences == page.sentences
    assert page.study.chart.alt == page.chart.alt
    saved = page.study.save(tmp_path / f"a.{ending}")
    assert saved.stat().st_size > 1000
    if ending == "svg":
        shown = saved.read_text("utf-8")
        assert "<text" in shown
        assert "Bureau of National Statistics" in shown


def test_every_picture_of_the_front_page_can_be_saved(tmp_path):
    study = kz.overview_study()
    assert study.save(tmp_path / "state.svg").is_file()


def test_a_study_without_a_picture_says_so(tmp_path):
    with pytest.raises(UsageError, match="there is no picture to save"):
        kz.outturn_study().save(tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def test_a_table_gives_its_numbers_unrounded(page):
    frame = page.record_table.frame
    assert frame["year"].to_list() == sorted(frame["year"], reverse=True)
    assert len(frame) == len(page.record_table.rows)
    own = page.study.record.annual.set_index("year")["value"]
    assert frame.set_index("year")["value"].to_dict() == own.to_dict()


TEXT_ONLY = {"terms_table"}
"""Tables whose cells are sentences: no number stands behind them."""

CHEAP = {
    "growth": lambda: kz.growth_study("titr_freight", first_year=2017),
    "mirror": lambda: kz.mirror_study(first_year=2016),
    "counts": lambda: kz.counts_study("titr_freight"),
    "outturns": kz.outturn_study,
    "gap": lambda: kz.gap_study("titr_10mt", first_year=2017),
    "replay": lambda: kz.replay_study("titr_freight", first_year=2017),
}


@pytest.mark.parametrize("study", CHEAP.values(), ids=CHEAP)
def test_the_frame_of_a_table_has_a_row_for_each_of_its_rows(study):
    page = kz.page(study())
    parts = {name: getattr(page, name) for name in page.sections}
    tables = {n: part for n, part in parts.items() if isinstance(part, Table)}
    assert tables
    for name, part in tables.items():
        frame = part.frame
        assert len(frame) == len(part.rows), name
        assert frame.index.to_list() == list(range(len(frame)))
        assert part.data is not None or name in TEXT_ONLY or not part.rows, name


@pytest.mark.parametrize("study", CHEAP.values(), ids=CHEAP)
def test_every_file_of_a_page_carries_units_and_sources(study, tmp_path, monkeypatch):
    place = tmp_path / "page"
    place.mkdir()
    monkeypatch.setenv(FOLDER, str(place))
    page = kz.page(study())
    for name in (*page.sections, "results"):
        show = getattr(getattr(page, name), "_repr_mimebundle_", dict)
        show()
    assert unstated_files(place) == {}
    listed = set(pd.read_csv(place / "sources.csv")["source"])
    for path in place.glob("*-table.csv"):
        ids = pd.read_csv(path).get("source", pd.Series(dtype=str)).dropna()
        assert {i for cell in ids for i in cell.split("; ")} <= {*listed, "sources.csv"}


def test_the_frame_of_a_chart_is_what_it_draws(page):
    drawn = page.growth_chart.frame
    growth = page.study.growth.dropna(subset=["growth_pct"]).set_index("year")
    shown = drawn.dropna(subset=["growth_pct"]).set_index("year")
    assert shown["growth_pct"].to_dict() == growth["growth_pct"].to_dict()
    assert set(drawn["unit"]) == {"percent_per_year"}
    assert page.growth_chart.to_csv().startswith("what,")
    assert page.growth_chart.heading == page.growth_chart.alt


def test_a_table_without_rows_has_an_empty_frame():
    shown = table("of nothing", ("year",), (), data=pd.DataFrame({"year": [2025]}))
    assert not shown
    assert shown.frame.empty


def test_a_frame_goes_through_csv_and_back(page, tmp_path):
    path = tmp_path / "record.csv"
    assert page.record_table.to_csv(path) is None
    read = pd.read_csv(path)
    assert read["value"].to_list() == page.record_table.frame["value"].to_list()
    assert pd.read_csv(io.StringIO(page.to_csv()))["name"].iloc[0] == "latest"


def test_a_frame_goes_into_latex(page):
    text = page.to_latex()
    assert "\\begin{tabular}{llrrrlll}\n\\toprule\nname & label & value" in text
    assert text.count("\\\\\n") == len(page.frame) + 1
    assert f"\\caption{{{latex.escaped(page.title)}}}" in text
    assert all(latex.escaped(origin) in text for origin in page.origins)


def test_latex_prints_what_it_would_take_for_a_command(tmp_path):
    frame = pd.DataFrame({"a_b": ["50 % & #1 {x} ~ ^ $5 \\"], "value": [1 / 3]})
    shown = frame_table(frame, "R&D, in %")
    path = tmp_path / "a.tex"
    assert shown.to_latex(path) is None
    text = path.read_text("utf-8")
    cell = (
        r"50 \% \& \#1 \{x\} \textasciitilde{} \textasciicircum{} \$5 "
        r"\textbackslash{} & 0.333333333333 \\"
    )
    assert cell in text
    assert r"a\_b & value" in text
    assert r"\caption{R\&D, in \%}" in text
    assert "Sources" not in text


@pytest.mark.parametrize("study", CHEAP.values(), ids=CHEAP)
def test_every_section_can_be_taken_elsewhere(study, tmp_path):
    page = kz.page(study())
    assert page.cite.frame["source"].to_list() == [*page.cite.numbers]
    for name in (*page.sections, "cite"):
        part = getattr(page, name)
        assert isinstance(part.frame, pd.DataFrame), name
        assert all(str(sentence) for sentence in part.sentences), name
        assert set(map(str, part.origins)) <= set(page.origins), name
        for ending in ("csv", "xlsx", "tex", "parquet", "md"):
            saved = part.save(tmp_path / f"{name}.{ending}")
            assert saved.read_bytes() or part.frame.empty, (name, ending)
        picture = part.chart
        if picture is None:
            assert not has_numbers(part), name
            with pytest.raises(UsageError, match="[^:]: there is no picture"):
                part.save(tmp_path / f"{name}.svg")
        else:
            assert picture.alt and picture.figure.axes, name


def has_numbers(part):
    """Whether a table has a column of numbers in which something stands."""
    heads = getattr(part, "headers", ())
    numbers = [n for n, head in enumerate(heads) if n and head.startswith("#")]
    cells = [row.cells[n] for n in numbers for row in getattr(part, "rows", ())]
    return any(not isinstance(plain_number(cell), str) for cell in cells)


def test_a_table_is_drawn_as_its_section_is_else_by_its_columns(page, tmp_path):
    assert page.record_table.chart.alt == page.record_chart.alt
    assert page.pace_words.chart.alt == page.pace_table.chart.alt
    picture = page.pace_table.chart
    rates = [window.growth.rate_pct for window in page.study.windows]
    left = picture.figure.axes[0].collections[0].get_offsets()
    assert [round(float(x), 1) for x in left[:, 0]] == [round(r, 1) for r in rates]
    shown = page.pace_table.save(tmp_path / "pace.svg").read_text("utf-8")
    assert "growth, % a year" in shown and "Bureau of National Statistics" in shown


def test_a_projection_of_own_figures_has_its_picture(tmp_path):
    figures = pd.DataFrame({"year": range(2015, 2025), "value": range(80, 130, 5)})
    own = kz.project(figures, 2030, target=180, seed=1)
    assert own.chart.alt.startswith("Fan chart of the figures given, 2015 to 2030")
    assert own.save(tmp_path / "own.svg", "To 2030").read_text("utf-8").count("To 2030")
    assert own.to_csv().startswith("year,median,")


def test_results_of_a_measure_and_reasons_go_into_files(page, tmp_path):
    for part in (page.study.latest, page.study.trend, Refused("rate", "no figure")):
        for ending in ("csv", "xlsx", "tex", "md"):
            assert part.save(tmp_path / f"a.{ending}").stat().st_size
        assert part.sentences and len(part.frame)
        with pytest.raises(UsageError, match="there is no picture to save"):
            part.save(tmp_path / "a.svg")


def test_the_numbers_of_a_sentence_are_at_hand_unrounded(page):
    frame = page.answer.frame
    first = frame[frame["number"] == 1].set_index("operand")
    operands = page.answer.sentences[0].operands
    assert first.loc["value", "value"] == operands["value"]
    assert first.loc["unit", "words"] == operands["unit"]
    assert set(first["sentence"]) == {page.answer.sentences[0].text}
    assert page.answer.origins


def test_tables_below_one_another_are_a_section_like_others():
    page = kz.page(kz.scorecard_study("titr_freight"))
    assert "statement_tables" in page.sections
    stack = page.statement_tables
    assert len(stack.frame) == sum(len(part.rows) for part in stack.tables)
    assert set(stack.frame["table"]) == {*stack.sentences}
    assert stack.origins


def test_cards_give_the_pairs_behind_them():
    cards = kz.page(kz.audit_study()).cards
    assert set(cards.frame["card"]) == {view.number for view in cards.views}
    assert len(cards.origins) > 10
    assert cards.sentences


def test_a_workbook_has_the_sources(page, tmp_path):
    path = tmp_path / "record.xlsx"
    page.record_table.to_excel(path)
    about = pd.read_excel(path, sheet_name="about", engine="openpyxl")[
        "about"
    ].to_list()
    assert about == [page.record_table.heading, *page.record_table.origins]


def test_a_frame_goes_into_markdown(page):
    lines = page.record_table.to_markdown().splitlines()
    assert len(lines) == len(page.record_table.frame) + 2
    assert lines[0].startswith("| ")


def test_parquet_keeps_every_digit(page, tmp_path):
    pytest.importorskip("pyarrow")
    page.record_table.to_parquet(tmp_path / "record.parquet")
    read = pd.read_parquet(tmp_path / "record.parquet")
    assert read["value"].to_list() == page.record_table.frame["value"].to_list()


@pytest.mark.parametrize(
    ("write", "library"),
    [("to_excel", "openpyxl"), ("to_parquet", "pyarrow"), ("to_markdown", "tabulate")],
)
def test_a_missing_library_is_named_with_its_remedy(
    page, tmp_path, monkeypatch, write, library
):
    monkeypatch.setattr(frames, "find_spec", {}.get)
    path = () if write == "to_markdown" else (tmp_path / "record",)
    with pytest.raises(UsageError, match=f"pip install {library}"):
        getattr(page.record_table, write)(*path)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_saved_with_title_and_sources_as_text(page, tmp_path):
    first, second = tmp_path / "a.svg", tmp_path / "b.svg"
    page.record_chart.save(first)
    page.record_chart.save(second)
    svg = first.read_text("utf-8")
    assert svg == second.read_text("utf-8")
    assert page.title.split()[0] in svg
    assert "Sources: " in svg
    assert ".." not in page.record_chart.sources_line
    assert "<text" in svg


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_pictures_are_saved_in_the_usual_formats(page, tmp_path, ending):
    path = page.record_chart.save(tmp_path / f"a.{ending}", title="Turnover")
    if ending == "png":
        with Image.open(path) as picture:
            assert min(picture.size) > 600
    assert path.stat().st_size > 5000


def test_saving_a_picture_leaves_the_one_on_the_page_alone(page, tmp_path):
    picture = page.record_chart
    before = picture._repr_mimebundle_()
    picture.save(tmp_path / "a.png")
    assert picture._repr_mimebundle_() == before


def test_a_picture_of_another_kind_is_refused(page, tmp_path):
    with pytest.raises(UsageError, match=r"a.gif: a picture ends in .* numbers in"):
        page.record_chart.save(tmp_path / "a.gif")


def test_a_frame_is_shown_without_nan_and_with_text_left():
    frame = pd.DataFrame({"year": [2024], "value": [1 / 3], "none": [float("nan")]})
    shown = frame_table(frame.assign(words="a remark"))
    assert "nan" not in repr(shown).lower()
    assert "0.33333" in repr(shown)
    assert '<td class="kz-num">0.33333</td>' in shown._repr_html_()
    assert "<td>a remark</td>" in shown._repr_html_()


@pytest.mark.parametrize(
    "study",
    [
        pytest.param(lambda: kz.growth_study("trade_turnover"), id="growth"),
        pytest.param(lambda: kz.projection_study("trade_turnover"), id="projection"),
        pytest.param(lambda: kz.gap_study("turnover_1bn"), id="gap"),
        pytest.param(kz.mirror_study, id="mirror"),
        pytest.param(lambda: kz.scorecard_study("titr_freight"), id="scorecard"),
    ],
)
def test_a_study_shows_its_frame_without_nan(study):
    shown = study()
    assert len(shown.frame)
    assert ">nan<" not in shown._repr_html_().lower()
    assert shown.to_csv().count("\n") == len(shown.frame) + 1


def test_only_studies_are_laid_out_whatever_their_class_is_called():
    class GrowthStudy:
        """Called like one, and none."""

    with pytest.raises(UsageError, match="page takes a study"):
        kz.page(GrowthStudy())
