// Numbers and sentences written as kzaz_analysis.display writes them.
const NBSP = "\u00a0", THIN = "\u202f", MINUS = "\u2212";

/** Digits of |value| rounded half to even, as Python's round does. */
function rounded(value, decimals) {
  const [whole, fraction] = Math.abs(value).toFixed(60).split(".");
  const cut = fraction.length - decimals;
  const digits = (whole + fraction).padStart(cut + 1, "0");
  let head = BigInt(digits.slice(0, -cut));
  const tail = digits.slice(-cut), half = "5".padEnd(cut, "0");
  if (tail > half || (tail === half && head % 2n === 1n)) head += 1n;
  return decimals < 0 ? String(head * 10n ** BigInt(-decimals)) : pointed(String(head), decimals);
}

function pointed(head, decimals) {
  if (!decimals) return head;
  const padded = head.padStart(decimals + 1, "0");
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

function fixed(value, decimals) {
  const text = rounded(value, decimals);
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
  return value < 0 && /[1-9]/.test(text) ? MINUS + grouped : grouped;
}

function decimalsFor(value, digits) {
  if (value === 0) return 0;
  const exponent = Number(Math.abs(value).toExponential(digits - 1).split("e")[1]);
  return digits - 1 - exponent;
}

function significant(value, digits = 3) {
  const text = fixed(value, decimalsFor(value, digits));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Unit in which a table shows a series of some level: its name, and the factor to it. */
function readingUnit(unit, level) {
  const scale = unit.is_read_anew && level !== null ? scaleOf(level, unit) : { word: "", factor: 1 };
  const name = scale.word ? [unit.before, scale.word, unit.noun].filter(Boolean).join(" ") : unit.name;
  return { name, factor: scale.word ? scale.factor : 1 };
}

/** The scale on which a level reads best: word, and factor from the table's unit. */
function scaleOf(value, unit) {
  const size = Math.abs(Number((value * unit.size).toExponential(2)));
  for (const [word, scale, least] of unit.words) {
    if (size >= least) return { word, factor: unit.size / scale };
  }
  return { word: "", factor: unit.words.length ? unit.size : 1 };
}

function dressed(number, scale, unit) {
  const noun = number === "1" && !scale.word ? unit.single : unit.noun;
  const words = [unit.before, number, scale.word, ...noun.split(" ")].filter(Boolean);
  return words.join(NBSP).replaceAll(`${NBSP}%`, `${THIN}%`);
}

function amount(value, unit, digits = 3) {
  const scale = scaleOf(value, unit);
  return dressed(significant(value * scale.factor, digits), scale, unit);
}

function interval(low, high, unit) {
  const [smaller, larger] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const scale = scaleOf(smaller > larger / 100 ? smaller : larger, unit);
  return dressed(ends(low * scale.factor, high * scale.factor), scale, unit);
}

function ends(low, high) {
  if (low === high) return significant(low);
  const decimals = intervalDecimals(low, high), near = (high - low) / 100;
  const isNear = (x) => Math.abs(Number(x.toExponential(2)) - x) < near;
  if (decimals <= 0 && isNear(low) && isNear(high)) return `${significant(low)} to ${significant(high)}`;
  const texts = [fixed(low, decimals), fixed(high, decimals)];
  return texts[0] === texts[1] ? texts[0] : texts.join(" to ");
}

function intervalDecimals(low, high) {
  const width = Math.abs(high - low);
  const smaller = Math.min(Math.abs(low), Math.abs(high)) || Math.max(Math.abs(low), high);
  if (width === 0) return decimalsFor(smaller, 3);
  const start = Math.max(-Math.floor(Math.log10(width)), Math.min(1, decimalsFor(smaller, 3)));
  for (let decimals = start; decimals < 6; decimals++) {
    const isClose = (end) => Math.abs(Math.sign(end) * Number(rounded(end, decimals)) - end) <= width / 5;
    if (isClose(low) && isClose(high)) return decimals;
  }
  return 6;
}

const percent = (share, digits = 2) => `${significant(share, digits)}${THIN}%`;

function roundHalfEven(value) {
  return Math.sign(value) * Number(rounded(value, 0));
}

function axisTitle(unit, top) {
  const scale = scaleOf(top / 2, unit);
  const name = [unit.before, scale.word, unit.noun].filter(Boolean).join(" ") || "number";
  const capital = name[0].toUpperCase() + name.slice(1);
  return unit.prices ? `${capital}, ${unit.prices}` : capital;
}

/** A probability with its odds in words, as display.probability_bands writes it. */
function chance(p) {
  const shown = roundHalfEven(100 * p) / 100;
  const near = ODDS.reduce((best, odds) => (Math.abs(odds[0] - shown) < Math.abs(best[0] - shown) ? odds : best));
  let words = `about ${near[1]}`;
  if (shown < 0.04) words = "less than one in twenty";
  if (shown > 0.96) words = "more than nineteen in twenty";
  return `${phrase("whole_percent", { p })} (${words})`;
}

const WRITERS = {
  amount: (value, unit, digits) => amount(value, UNITS[unit], digits),
  interval: (low, high, unit) => interval(low, high, UNITS[unit]),
  percent,
  reports: (text) => text,
};

/** Write one phrase of the reports from its tree; see explorer/phrases.py. */
function phrase(name, operands) {
  return written(PHRASES[name].tree, operands).trim();
}

const DOING = {
  text: (parts, o) => parts.map((part) => written(part, o)).join(""),
  name: ([name], o) => o[name],
  const: ([constant]) => constant,
  if: ([test, then, otherwise], o) => written(written(test, o) ? then : otherwise, o),
  compare: ([sign, left, right], o) => COMPARED[sign](written(left, o), written(right, o)),
  "is none": ([what], o) => written(what, o) === null,
  not: ([what], o) => !written(what, o),
  multiply: ([left, right], o) => written(left, o) * written(right, o),
  round: ([what], o) => roundHalfEven(written(what, o)),
  call: ([name, ...given], o) => called(name, given.map((one) => written(one, o))),
};
const COMPARED = {
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b, "==": (a, b) => a === b,
};

function written(tree, operands) {
  return typeof tree === "string" ? tree : DOING[tree[0]](tree.slice(1), operands);
}

function called(name, given) {
  if (name in WRITERS) return WRITERS[name](...given);
  const names = PHRASES[name].operands;
  return phrase(name, Object.fromEntries(names.map((operand, i) => [operand, given[i]])));
}

/** A phrase as a sentence, with a capital and a full stop. */
function say(name, operands) {
  const text = phrase(name, operands).replaceAll("_", " ");
  const ended = ".?!".includes(text.slice(-1)) ? text : `${text}.`;
  return ended[0].toUpperCase() + ended.slice(1);
}

/** Keep the sentences that fit into an answer box, the first one always. */
function fitting(sentences) {
  const kept = [];
  let words = 0, numbers = 0;
  for (const text of sentences.filter(Boolean)) {
    const plain = text.replaceAll(NBSP, " ").replaceAll(THIN, "");
    const wordsAfter = words + (plain.match(/[A-Za-z][\p{L}\p{N}_'\u2019-]*|\d[\d.,\u2013-]*/gu) || []).length;
    const counted = (plain.match(/\d[\d.,]*/g) || []).filter((n) => !/^(19|20)\d\d[.,]?$/.test(n));
    if (kept.length && (wordsAfter > MOST.words || numbers + counted.length > MOST.numbers)) continue;
    kept.push(text);
    words = wordsAfter;
    numbers += counted.length;
  }
  return kept;
}
