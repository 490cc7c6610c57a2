// The record, the fan, the benchmark and the level as a picture.
const LEAST_APART = 17, YEARS_BACK = 20;

function chartOf(state, numbers, said, width) {
  const figures = figuresOf(state), rows = numbers ? numbers.rows : [];
  const lastYear = rows.length ? rows[rows.length - 1].year : figures[figures.length - 1].year;
  const shown = figures.filter((f) => f.year > lastYear - YEARS_BACK - rows.length);
  const narrow = LEVELS[0], wide = LEVELS[LEVELS.length - 1], unit = UNITS[state.series.unit];
  const seen = [...shown.map((f) => f.value), ...rows.map((r) => r[`hi-${narrow}`]), state.target || 0];
  const top = DATA.constants.headroom * Math.max(...seen);
  const bottom = Math.min(0, ...shown.map((f) => f.value), ...rows.map((r) => r[`lo-${narrow}`]));
  const isPhone = width < 600, height = isPhone ? 330 : 450;
  const ends = rows.length ? endsOf(state, rows, narrow, unit) : [];
  // On a phone the numbers stand in the answer and in the table.
  if (isPhone) for (const end of ends) end.words = end.words.split(":")[0];
  const room = 16 + Math.max(0, ...ends.map((end) => widthOf(end.words)));
  const box = { left: 46, right: width - room, top: 34, bottom: height - 28 };
  const first = shown[0].year, years = Math.max(lastYear - first, 1);
  const x = (year) => box.left + (year - first) / years * (box.right - box.left);
  const y = (level) => box.bottom - (level - bottom) / (top - bottom) * (box.bottom - box.top);
  const svg = tag("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": "kz-svg-title kz-svg-desc" });
  svg.append(tag("title", { id: "kz-svg-title" }, said.title), tag("desc", { id: "kz-svg-desc" }, altOf(state, rows, narrow, shown)));
  svg.append(...axes(box, x, y, unit, { first, lastYear, top, bottom, isPhone }));
  const defs = tag("defs"), clip = tag("clipPath", { id: "kz-frame" });
  clip.append(tag("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }));
  defs.append(clip);
  const inside = tag("g", { "clip-path": "url(#kz-frame)" });
  if (rows.length) inside.append(...fanOf(state, rows, x, y));
  if (state.target) inside.append(tag("line", { class: "kz-level", x1: box.left, x2: box.right, y1: y(state.target), y2: y(state.target) }));
  svg.append(defs, inside, ...pointsOf(shown, x, y, unit), ...labelsOf(ends, box, y));
  const reach = rows.length ? rows[rows.length - 1][`hi-${wide}`] : 0;
  const note = reach > top ? `The ${percent(wide, 3)} interval goes on beyond the picture, to ${amount(reach, unit)}.` : "";
  return { svg, note };
}

const PEN = document.createElement("canvas").getContext("2d");

/** Width of a label in pixels, as bold as the boldest is. */
function widthOf(words) {
  PEN.font = `650 13px ${getComputedStyle(document.body).getPropertyValue("--sans")}`;
  return PEN.measureText(words).width;
}

function endsOf(state, rows, narrow, unit) {
  const end = rows[rows.length - 1];
  const ends = [
    { words: `median: ${amount(end.median, unit)}`, level: end.median, kind: "median" },
    { words: `${percent(narrow, 3)}: to ${amount(end[`hi-${narrow}`], unit)}`, level: end[`hi-${narrow}`], kind: "band" },
  ];
  if (state.target) ends.push({ words: `level: ${amount(state.target, unit)}`, level: state.target, kind: "level" });
  if (state.method !== BENCHMARK) ends.push({ words: `benchmark: ${amount(end.benchmark, unit)}`, level: end.benchmark, kind: "benchmark" });
  return ends;
}

/** Labels at the right end, moved apart where they would touch. */
function labelsOf(ends, box, y) {
  const placed = ends.map((end) => ({ ...end, at: Math.max(y(end.level), box.top) })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < placed.length; i++) placed[i].at = Math.max(placed[i].at, placed[i - 1].at + LEAST_APART);
  let lowest = box.bottom;
  for (const end of placed.reverse()) {
    end.at = Math.min(end.at, lowest);
    lowest = end.at - LEAST_APART;
  }
  return placed.map((end) => tag("text", { class: `kz-end kz-of-${end.kind}`, x: box.right + 8, y: end.at + 4 }, end.words));
}

function fanOf(state, rows, x, y) {
  const start = { year: state.record.origin, level: state.record.value };
  const line = (key) => [[x(start.year), y(start.level)], ...rows.map((r) => [x(r.year), y(r[key])])];
  const drawn = (points) => points.map((p, i) => `${i ? "L" : "M"}${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("");
  const bands = [...LEVELS].reverse().map((level) =>
    tag("path", { class: `kz-band-${level}`, d: `${drawn([...line(`lo-${level}`), ...line(`hi-${level}`).reverse()])}Z` }));
  const deadline = tag("line", { class: "kz-deadline", x1: x(state.deadline), x2: x(state.deadline), y1: 0, y2: 9999 });
  const benchmark = tag("path", { class: "kz-benchmark", d: drawn(line("benchmark")) });
  return [...bands, deadline, ...(state.method === BENCHMARK ? [] : [benchmark]), tag("path", { class: "kz-median", d: drawn(line("median")) })];
}

function pointsOf(shown, x, y, unit) {
  const nodes = [];
  let run = "";
  shown.forEach((figure, i) => {
    const before = shown[i - 1];
    const isLinked = before && before.year === figure.year - 1 && before.segment === figure.segment;
    run += `${isLinked ? "L" : "M"}${x(figure.year).toFixed(1)} ${y(figure.value).toFixed(1)}`;
    if (figure.low !== null && figure.high !== null && y(figure.low) - y(figure.high) > 2) {
      nodes.push(tag("line", { class: "kz-rounding", x1: x(figure.year), x2: x(figure.year), y1: y(figure.low), y2: y(figure.high) }));
    }
    const point = tag("circle", { class: "kz-point", cx: x(figure.year), cy: y(figure.value), r: 3.6 });
    point.append(tag("title", {}, `${figure.year}: ${amount(figure.value, unit)}`));
    nodes.push(point);
  });
  return [tag("path", { class: "kz-record", d: run }), ...nodes];
}

function axes(box, x, y, unit, { first, lastYear, top, bottom, isPhone }) {
  const { factor } = scaleOf(top / 2, unit), nodes = [];
  const step = niceStep((top - bottom) * factor / 5) / factor;
  for (let level = Math.ceil(bottom / step) * step; level <= top; level += step) {
    nodes.push(tag("line", { class: "kz-grid", x1: box.left, x2: box.right, y1: y(level), y2: y(level) }));
    nodes.push(tag("text", { class: "kz-tick", x: box.left - 7, y: y(level) + 4, "text-anchor": "end" }, significant(level * factor)));
  }
  const every = niceStep((lastYear - first) / (isPhone ? 4 : 9));
  for (let year = Math.ceil(first / every) * every; year <= lastYear; year += Math.max(every, 1)) {
    nodes.push(tag("text", { class: "kz-tick", x: x(year), y: box.bottom + 19, "text-anchor": "middle" }, String(year)));
  }
  nodes.push(tag("text", { class: "kz-axis", x: 4, y: 15 }, axisTitle(unit, top)));
  return nodes;
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((one) => one * power >= rough * 0.999);
}

function altOf(state, rows, narrow, shown) {
  const unit = UNITS[state.series.unit];
  if (!rows.length) return `The record as points, ${shown[0].year} to ${shown[shown.length - 1].year}.`;
  const end = rows[rows.length - 1];
  const level = state.target ? ` A line marks ${amount(state.target, unit)}.` : "";
  return `Fan chart, ${shown[0].year} to ${end.year}: the record as points, then the projection. In ${end.year} the median is ${amount(end.median, unit)}, the ${percent(narrow, 3)} interval ${interval(end[`lo-${narrow}`], end[`hi-${narrow}`], unit)}.${level}`;
}
