"""The page in a browser: the same numbers and sentences as the library, at once."""

import csv
import io
import random

import pytest

import kzaz_analysis as kz
from kzaz_analysis.explorer.page import explorer_html

STATES, SAID = 500, 20
"""States whose numbers are compared, and how many of them sentence by sentence."""
BOUNDS = ("median", "lo-80", "hi-80", "lo-95", "hi-95")
OF_STATES = """(states) => states.map((asked) => {
  const state = settled(asked), numbers = state.refused ? null : numbersOf(state);
  const said = saidOf(state, numbers);
  return {title: said.title, answer: said.answer.join(" "), rows: numbers && numbers.rows,
          deadline: state.deadline, horizon: state.horizon};
})"""
LABELS_IN_THE_WAY = """() => {
  const boxes = [...document.querySelectorAll("#kz-chart text")].map((text) => ({
    words: text.textContent, box: text.getBoundingClientRect()}));
  const frame = document.querySelector("#kz-chart svg").getBoundingClientRect();
  const faults = [];
  boxes.forEach(({words, box}, place) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push([words]);
    for (const other of boxes.slice(place + 1)) {
      const x = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const y = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (x > 1 && y > 3) faults.push([words, other.words]);
    }
  });
  return faults;
}"""

STOPS_WHERE_IT_SCROLLS = """() => {
  const box = document.querySelector("#kz-table");
  const isWide = box.scrollWidth > box.clientWidth;
  const says = getComputedStyle(box, "::before").content.includes("Scrolls sideways");
  return box.tabIndex === (isWide ? 0 : -1) && says === isWide;
}"""


@pytest.fixture(scope="session")
def address(content, evidence, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explore.html"
    path.write_text(explorer_html(evidence, content), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    shown.goto(address)
    yield shown
    shown.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_asks_nothing_and_fits(browser, address, width, scheme):
    asked, said = [], []
    shown = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    for state in ("", "#series=titr_freight&target=&horizon=2039"):
        shown.goto("about:blank")
        shown.goto(address + state)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate(LABELS_IN_THE_WAY) == []
        shown.wait_for_function(STOPS_WHERE_IT_SCROLLS)
    assert [u for u in asked if not u.startswith(("file:", "data:", "about:"))] == []
    assert said == []
    shown.close()


def test_title_answer_picture_and_address_follow_the_keyboard(page, address):
    before = [page.inner_html(f"#kz-{name}") for name in ("title", "answer", "chart")]
    page.focus("#kz-deadline")
    page.keyboard.press("ArrowRight")
    after = [page.inner_html(f"#kz-{name}") for name in ("title", "answer", "chart")]
    assert all(a != b for a, b in zip(after, before, strict=True))
    assert "by 2031" in page.inner_text("#kz-title")
    assert "deadline=2031" in page.evaluate("location.hash")
    page.goto("about:blank")
    page.goto(f"{address}#series=trade_turnover&rule=aze_only&target=800&deadline=2029")
    title = page.inner_text("#kz-title").replace("\u00a0", " ")
    assert title.endswith("for USD 800 million by 2029")
    assert page.input_value("#kz-rule") == "aze_only"


def test_it_begins_with_the_first_year_that_was_given_and_all_years_can_be_had(page):
    assert page.input_value("#kz-first_year") == "2017"
    assert "first_year=2017" in page.text_content("#kz-code")
    page.select_option("#kz-first_year", "")
    assert "first_year=&" in page.evaluate("location.hash")
    page.reload()
    assert page.input_value("#kz-first_year") == ""
    page.select_option("#kz-series", "imports_kaz_from_aze")
    assert page.input_value("#kz-first_year") == "2017"


def test_every_control_has_a_name_and_the_answer_is_read_out(page):
    unnamed = """() => [...document.querySelectorAll("select, input, button")]
      .filter((one) => !(one.labels && one.labels.length) && !one.textContent.trim())
      .map((one) => one.id)"""
    assert page.evaluate(unnamed) == []
    assert page.get_attribute("#kz-answer", "aria-live") == "polite"
    labels = page.get_attribute("#kz-chart svg", "aria-labelledby").split()
    assert all(page.text_content(f"#{label}") for label in labels)


def test_an_address_that_says_nonsense_shows_what_there_is(page, address):
    page.goto("about:blank")
    page.goto(f"{address}#series=none&rule=x&deadline=9999&target=-4&method=magic")
    assert page.input_value("#kz-series") == "trade_turnover"
    assert "NaN" not in page.inner_text("body")


@pytest.mark.slow
def test_the_cell_it_gives_makes_the_same(page):
    page.select_option("#kz-series", "titr_freight")
    page.fill("#kz-target", "9000")
    shown = []
    exec(page.text_content("#kz-code"), {"display": shown.append})  # noqa: S102
    assert shown[0].text == page.inner_text("#kz-answer").replace("\n", " ")
    with page.expect_download() as download:
        page.click("#kz-csv")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"))))
    projected = [row for row in rows if row["kind"] == "projected"]
    table = shown[-1].frame
    assert [int(row["year"]) for row in projected] == [*map(int, table["year"])]
    recorded = {r["year"]: float(r["value"]) for r in rows if r["kind"] == "recorded"}
    annual = kz.series("titr_freight").annual
    assert recorded == dict(
        zip(annual["year"].astype(str), annual["value"], strict=True)
    )


@pytest.mark.slow
def test_numbers_and_sentences_are_those_of_the_library(page, content, evidence):
    states = list(_states(content))
    answers = page.evaluate(OF_STATES, states)
    for number, (asked, got) in enumerate(zip(states, answers, strict=True)):
        given = {
            "rule": asked["rule"],
            "as_of": asked["as_of"],
            "first_year": asked["first_year"] or None,
            "method": asked["method"],
            "target": asked["target"] or None,
            "evidence": evidence,
        }
        if number < SAID:
            study = kz.projection_study(
                asked["series"], horizon_year=got["deadline"] or 2040, **given
            )
            laid_out = kz.page(study)
            assert got["title"] == str(laid_out.title), asked
            assert got["answer"] == laid_out.answer.text, asked
        if got["rows"]:
            _compare(kz.projection_study, asked, got, given)


def _compare(study_of, asked, got, given):
    projection = study_of(
        asked["series"], horizon_year=got["horizon"], **given
    ).projection
    columns = {name: [row[name] for row in got["rows"]] for name in got["rows"][0]}
    assert columns["year"] == projection.fan["year"].to_list(), asked
    for name in BOUNDS:
        assert columns[name] == pytest.approx(projection.fan[name], rel=1e-7), asked
    benchmark = projection.benchmark["median"]
    assert columns["benchmark"] == pytest.approx(benchmark, rel=1e-7), asked
    if given["target"] is not None:
        for name in ("p_by_year", "p_by_year_benchmark"):
            chances = projection.probability[name]
            assert columns[name] == pytest.approx(chances, abs=1e-7), asked


def _states(content):
    rng = random.Random(2026)  # noqa: S311
    for _ in range(STATES):
        series = rng.choice(content["series"])
        rule = rng.choice(series["rules"])
        day = rng.choice(rule["days"])
        record = content["records"][day["record"]]
        level = round(record["value"][-1] * 2 ** rng.uniform(-1, 3), rng.choice([0, 2]))
        deadline = record["years"][-1] + rng.randint(1, 15)
        yield {
            "series": series["name"],
            "rule": rule["name"],
            "as_of": day["as_of"],
            "first_year": rng.choice(day["windows"])["first_year"] or "",
            "method": rng.choice(["combination", "rwd"]),
            "target": rng.choice(["", level, level]),
            "deadline": deadline,
            "horizon": deadline + rng.randint(0, 6),
        }
