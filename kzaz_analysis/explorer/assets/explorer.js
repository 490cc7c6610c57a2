"use strict";
const DATA = JSON.parse(document.getElementById("kz-data").textContent);
const { fan: FAN, passage: PASSAGE, base: BASE, odds: ODDS, most: MOST, phrases: PHRASES } = DATA.constants;
const UNITS = DATA.units, METHODS = DATA.constants.methods, LEVELS = DATA.constants.level;
const DEFAULT_METHOD = Object.keys(METHODS)[0], BENCHMARK = Object.keys(METHODS)[1];
const FIRST_DEADLINE = 2030, MORE_YEARS = 5;
const $ = (name) => document.getElementById(`kz-${name}`);
const text = (place) => DATA.texts[place];
const tag = (name, attributes = {}, content = "") => {
  const node = name in SVG ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (content !== "") node.textContent = content;
  return node;
};
const SVG = Object.fromEntries(["svg", "path", "line", "text", "circle", "rect", "g", "title", "desc", "clipPath", "defs"].map((n) => [n, 1]));

/** What is asked, made whole: every part is one that there is. */
function settled(asked) {
  const pick = (list, isIt) => list.find(isIt) || list[0];
  const series = pick(DATA.series, (s) => s.name === asked.series);
  const isSame = asked.series === series.name;
  const rule = pick(series.rules, (r) => r.name === asked.rule);
  const view = pick(rule.days, (d) => d.as_of === (asked.as_of || ""));
  const from = "first_year" in asked ? asked.first_year : DATA.first_year;
  const frame = pick(view.windows, (w) => String(w.first_year || "") === String(from || ""));
  const method = asked.method in METHODS ? asked.method : DEFAULT_METHOD;
  const promise = openPromises(series, view)[0];
  let target = isSame && "target" in asked ? asked.target : promise ? promise.level : "";
  target = Number(target) > 0 && !series.is_less_better ? Number(target) : null;
  const chosen = { series, rule, view, window: frame, method, target, deadline: null, horizon: null };
  const way = frame.methods && frame.methods[method];
  if (!way || way.refused) return { ...chosen, refused: (way || frame).refused };
  const record = DATA.fans[frame.carried];
  const last = record.origin + DATA.fans[way.fan].median.length;
  const inside = (year, low, otherwise) => Math.min(Math.max(Number(year) || otherwise, low), last);
  const deadline = inside(asked.deadline, record.origin + 1, FIRST_DEADLINE);
  const horizon = inside(asked.horizon, deadline, deadline + MORE_YEARS);
  return { ...chosen, record, last, deadline, horizon, forecast: forecastOf(frame, method), benchmark: forecastOf(frame, BENCHMARK) };
}

/** Promises whose year had not passed with the last figure. */
function openPromises(series, view) {
  const last = DATA.records[view.record].years.slice(-1)[0];
  return series.promises.filter((promise) => promise.year === null || promise.year > last);
}

const FORECASTS = new Map();
function forecastOf(frame, method) {
  const places = [frame.carried, frame.methods[method].fan, method], key = places.join("|");
  if (!FORECASTS.has(key)) FORECASTS.set(key, new Forecast(DATA.fans[places[0]], method, DATA.fans[places[1]]));
  return FORECASTS.get(key);
}

/** The numbers of a state: one row a year, and the share of comparable pairs. */
function numbersOf(state) {
  const { record, forecast, benchmark, target } = state;
  const [ours, theirs] = target === null ? [null, null] : [forecast.reached(target), benchmark.reached(target)];
  const rows = [];
  for (let year = record.origin + 1; year <= state.horizon; year++) {
    const h = year - record.origin - 1, row = { year, median: forecast.quantile(h, 0.5) };
    for (const level of LEVELS) {
      row[`lo-${level}`] = forecast.quantile(h, 0.5 - level / 200);
      row[`hi-${level}`] = forecast.quantile(h, 0.5 + level / 200);
    }
    row.benchmark = benchmark.quantile(h, 0.5);
    if (ours) Object.assign(row, { p_by_year: ours[h], p_by_year_benchmark: theirs[h] });
    rows.push(row);
  }
  const isCounted = target !== null && state.series.unit === "million_USD";
  const base = isCounted ? baseShare(record, target / record.value, state.deadline - record.origin) : null;
  return { rows, base, at: rows[state.deadline - record.origin - 1] };
}

/** Title and answer, sentence by sentence as the projection page has them. */
function saidOf(state, numbers) {
  if (state.refused) return { title: text(state.refused[0]), answer: [text(state.refused[1])] };
  const { series, view, record, deadline: horizon, target } = state, { at, base } = numbers;
  const alike = { horizon, value: at.median, unit: series.unit };
  const probability = target === null ? null : at.p_by_year;
  const title = say("title", {
    name: series.title, median: at.median, unit: series.unit, horizon, latest: record.value, year: record.origin, target, probability, is_nowcast: false,
  }).replace(/\.$/, "");
  const rests = text(record.rests), narrow = view.narrow;
  if (target === null) {
    const [level] = LEVELS;
    const opening = say("median_interval", { ...alike, coverage: level, low: at[`lo-${level}`], high: at[`hi-${level}`] });
    return { title, answer: fitting([opening, narrow[1], rests]) };
  }
  const opening = base === null
    ? say("median", { ...alike, latest: record.value, reporter_id: text(view.reports), year: record.origin, is_nowcast: false })
    : say("median_alone", alike);
  const probable = say("short_probability", { level: target, unit: series.unit, horizon, ours: probability, base_share: base });
  return { title, answer: fitting([opening, probable, narrow[0], rests]) };
}

/** The figures of the record that fall into the window. */
function figuresOf(state) {
  const all = DATA.records[state.view.record], from = state.window.first_year || -Infinity;
  return all.years.map((year, i) => ({
    year, value: all.value[i], low: all.low[i], high: all.high[i], segment: all.segment[i], sources: all.sources[i],
  })).filter((figure) => figure.year >= from);
}

function codeOf(state) {
  const given = [`    ${JSON.stringify(state.series.name)}`, `    rule=${JSON.stringify(state.rule.name)}`];
  if (state.view.as_of) given.push(`    as_of=${JSON.stringify(state.view.as_of)}`);
  if (state.window.first_year) given.push(`    first_year=${state.window.first_year}`);
  if (state.target !== null) given.push(`    target=${state.target}`);
  given.push(`    method=${JSON.stringify(state.method)}`);
  const asked = given.join(",\n");
  const studyTo = (year) => `kz.projection_study(\n${asked},\n    horizon_year=${year},\n)`;
  const lines = ["import kzaz_analysis as kz", "", `page = kz.page(${studyTo(state.deadline || FIRST_DEADLINE)})`, "display(page.answer)"];
  const isLonger = state.horizon && state.horizon !== state.deadline;
  if (isLonger) lines.push(`page = kz.page(${studyTo(state.horizon)})`);
  return [...lines, "display(page.fan_chart)", "display(page.fan_table)"].join("\n");
}

function csvOf(state, numbers) {
  const columns = ["kind", "year", "value", "low", "high", ...LEVELS.flatMap((l) => [`lo-${l}`, `hi-${l}`]), "benchmark", "p_by_year", "p_by_year_benchmark", "unit", "series", "rule", "as_of", "first_year", "method", "target", "sources"];
  const alike = {
    unit: state.series.unit, series: state.series.name, rule: state.rule.name, as_of: state.view.as_of,
    first_year: state.window.first_year, method: state.method, target: state.target,
  };
  const recorded = figuresOf(state).map((f) => ({ ...alike, ...f, kind: "recorded", method: "", target: "", sources: f.sources.map((s) => DATA.sources[s].id).join(";") }));
  const projected = (numbers ? numbers.rows : []).map((r) => ({ ...alike, ...r, kind: "projected", value: r.median }));
  const cell = (value) => (value === null || value === undefined ? "" : typeof value === "number" ? String(Number(value.toPrecision(10))) : value);
  return [columns, ...[...recorded, ...projected].map((row) => columns.map((c) => cell(row[c])))].map((row) => row.join(",")).join("\r\n") + "\r\n";
}
