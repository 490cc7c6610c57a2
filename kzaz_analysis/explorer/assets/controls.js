// Controls, the address, downloads: from what a reader does to what is shown.
const NAMES = ["series", "rule", "as_of", "first_year", "method", "target", "deadline", "horizon"];
let current = null;

function fromAddress() {
  return Object.fromEntries([...new URLSearchParams(location.hash.slice(1))].filter(([name]) => NAMES.includes(name)));
}

function askedOf(state) {
  return {
    series: state.series.name, rule: state.rule.name, as_of: state.view.as_of, first_year: state.window.first_year || "",
    method: state.method, target: state.target === null ? "" : state.target, deadline: state.deadline || "", horizon: state.horizon || "",
  };
}

function options(name, pairs, chosen) {
  $(name).replaceChildren(...pairs.map(([value, label]) => {
    const option = tag("option", { value }, label);
    option.selected = String(value) === String(chosen);
    return option;
  }));
  $(name).disabled = pairs.length < 2;
}

function showControls(state) {
  const { series, view, record } = state, unit = UNITS[series.unit];
  options("rule", series.rules.map((r) => [r.name, r.title]), state.rule.name);
  options("as_of", state.rule.days.map((d) => [d.as_of, d.as_of || "all publications"]), view.as_of);
  options("first_year", view.windows.map((w) => [w.first_year || "", w.first_year ? `from ${w.first_year} on` : "all years"]), state.window.first_year || "");
  $("method").value = state.method;
  $("series").value = series.name;
  if (document.activeElement !== $("target")) $("target").value = state.target === null ? "" : state.target;
  $("target").disabled = series.is_less_better;
  $("unit").textContent = series.is_less_better ? "of this series less is better: no chance of a rise is asked for" : unit.name || "number";
  const promises = openPromises(series, view);
  $("promises").hidden = !promises.length;
  options("promise", [["", "choose"], ...promises.map((p, i) => [i, `${amount(p.level, unit)}${p.year ? ` by ${p.year}` : ""}`])], "");
  for (const name of ["deadline", "horizon"]) {
    $(name).disabled = !record;
    $(`${name}-year`).textContent = record ? state[name] : "";
    if (record) Object.assign($(name), { min: name === "deadline" ? record.origin + 1 : state.deadline, max: state.last, value: state[name] });
  }
}

function showTable(state, numbers) {
  const unit = UNITS[state.series.unit], read = readingUnit(unit, state.record ? state.record.value : null);
  const inUnit = (name) => (read.name ? `${name}, ${read.name}` : name), level = (value) => significant(value * read.factor);
  const heads = ["year", inUnit("median"), ...LEVELS.map((l) => inUnit(`${percent(l, 3)} interval`)), inUnit(METHODS[BENCHMARK])];
  if (state.target !== null) heads.push(`probability of ${amount(state.target, unit)} by then`, "benchmark's probability");
  const cells = (r) => [
    level(r.median), ...LEVELS.map((l) => `${level(r[`lo-${l}`])} to ${level(r[`hi-${l}`])}`), level(r.benchmark),
    ...(state.target === null ? [] : [chance(r.p_by_year), chance(r.p_by_year_benchmark)]),
  ];
  const aligned = (place) => (place === 0 || place === LEVELS.length + 1 ? { class: "kz-num" } : {});
  const head = tag("tr");
  head.append(...heads.map((name, place) => tag("th", { scope: "col", ...aligned(place - 1) }, name)));
  $("rows-head").replaceChildren(head);
  $("rows").replaceChildren(...(numbers ? numbers.rows : []).map((r) => {
    const row = tag("tr");
    row.append(tag("th", { scope: "row" }, r.year), ...cells(r).map((cell, place) => tag("td", aligned(place), cell)));
    return row;
  }));
  $("table").hidden = !numbers;
}

function showBasis(state) {
  const notes = [...(state.record ? state.record.basis : []), ...(state.refused ? [] : state.view.notes)];
  $("limits").replaceChildren(...state.view.limits.map((place) => tag("li", {}, text(place))));
  const used = [...new Set(figuresOf(state).flatMap((f) => f.sources))].map((place) => DATA.sources[place]);
  const byNumber = (words) => used.reduce((said, { id }, n) => said.replace(new RegExp(`\\b${id}(?=[,)])`), `source ${n + 1}`), words);
  $("basis").replaceChildren(...notes.map((place) => tag("li", {}, byNumber(text(place)))));
  $("sources").replaceChildren(...used.map((source) => {
    const item = tag("li", {}, `${source.publisher}: ${source.title}${source.published_on ? `, ${source.published_on}` : ""}. `);
    if (/^https?:/.test(source.address)) item.append(tag("a", { href: source.address, rel: "noreferrer" }, "Source"));
    return item;
  }));
}

function show(asked, keepAddress = false) {
  const state = settled(asked), numbers = state.refused ? null : numbersOf(state), said = saidOf(state, numbers);
  current = { state, numbers, said };
  showControls(state);
  $("title").textContent = said.title;
  $("answer").textContent = said.answer.join(" ");
  $("asof").textContent = text(state.window.line);
  showPicture();
  showTable(state, numbers);
  showBasis(state);
  $("code").textContent = codeOf(state);
  document.title = said.title;
  if (!keepAddress) history.replaceState(null, "", `#${new URLSearchParams(Object.entries(askedOf(state)).filter(([name, value]) => value !== "" || name === "target" || name === "first_year"))}`);
}

function showPicture() {
  const { state, numbers, said } = current, { svg, note } = chartOf(state, numbers, said, Math.max($("chart").clientWidth, 280));
  $("chart").replaceChildren(svg);
  $("note").textContent = note;
}

function asked() {
  const values = Object.fromEntries(NAMES.map((name) => [name, $(name).value]));
  return $("deadline").disabled ? { ...values, deadline: "", horizon: "" } : values;
}

function download(name, content) {
  const link = tag("a", { href: URL.createObjectURL(new Blob([content], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copyCode() {
  let isCopied = true;
  try {
    await navigator.clipboard.writeText($("code").textContent);
  } catch {
    $("code-fold").open = true;
    getSelection().selectAllChildren($("code"));
    isCopied = document.execCommand("copy");
  }
  $("copied").textContent = isCopied ? "Copied." : "Select the code below and copy it.";
}

function begin() {
  const systems = new Map();
  for (const series of DATA.series) {
    if (!systems.has(series.system)) systems.set(series.system, tag("optgroup", { label: series.system.replaceAll("_", " ") }));
    systems.get(series.system).append(tag("option", { value: series.name }, series.title));
  }
  $("series").append(...systems.values());
  options("method", Object.entries(METHODS), DEFAULT_METHOD);
  for (const name of NAMES) {
    // Another series has other levels and years: only how it is asked stays.
    const again = () => show(name === "series" ? { series: $("series").value, method: $("method").value } : asked());
    $(name).addEventListener("input", again);
  }
  $("target").addEventListener("change", () => { $("target").value = current.state.target === null ? "" : current.state.target; });
  $("promise").addEventListener("change", () => {
    const promise = openPromises(current.state.series, current.state.view)[Number($("promise").value)];
    if ($("promise").value === "") return;
    show({ ...asked(), target: promise.level, deadline: promise.year || $("deadline").value });
  });
  $("csv").addEventListener("click", () => download(`${current.state.series.name}.csv`, csvOf(current.state, current.numbers)));
  $("copy").addEventListener("click", copyCode);
  addEventListener("hashchange", () => show(fromAddress()));
  addEventListener("resize", showPicture);
  // A box is a stop of the keyboard only while it scrolls.
  const box = $("table"), stops = new ResizeObserver(() => {
    const isWide = box.scrollWidth > box.clientWidth;
    box.tabIndex = isWide ? 0 : -1;
    box.toggleAttribute("data-wide", isWide);
  });
  [box, box.querySelector("table")].forEach((part) => stops.observe(part));
  document.querySelectorAll(".kz-needs-script").forEach((node) => { node.hidden = false; });
  show(fromAddress(), !location.hash);
}
begin();
