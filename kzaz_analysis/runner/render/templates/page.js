const plain = (cell) => (cell ? cell.textContent : "").replace(/\u2212/g, "-").replace(/[\u00a0\u202f\s]+/g, " ").trim();
const dated = /^\d{1,2} [A-Z]\w+ \d{4}$/;

function rank(text, isNumber) {
  if (isNumber) return parseFloat(text.replace(/[^\d.eE+-]/g, ""));
  return dated.test(text) ? Date.parse(text + " UTC") : text;
}

function order(one, other, down) {
  const [a, b] = [one, other].map((key) => key === "" || Number.isNaN(key));
  if (a || b) return a - b;
  const both = typeof one === "number" && typeof other === "number";
  const by = both ? one - other : String(one).localeCompare(String(other), document.documentElement.lang, { numeric: true });
  return down ? -by : by;
}

function makeSortable(table, bodies, rows) {
  const room = bodies[0].rows.length;
  const heads = [...table.tHead.rows[0].cells].filter((head) => head.textContent.trim());
  const lay = (sorted) => sorted.forEach((row, n) => bodies[n < room ? 0 : bodies.length - 1].append(row));
  for (const head of heads) {
    const place = head.cellIndex;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kz-sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      if (now === "descending") return lay(rows);
      const down = now === "ascending";
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const isNumber = head.classList.contains("kz-num");
      const keys = new Map(rows.map((row) => [row, rank(plain(row.cells[place]), isNumber)]));
      lay([...rows].sort((one, other) => order(keys.get(one), keys.get(other), down)));
    });
  }
}

function makeSearch(words, onWords) {
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = words;
  box.setAttribute("aria-label", words);
  box.addEventListener("input", () => onWords(box.value.toLowerCase().split(/\s+/).filter(Boolean)));
  return box;
}

const holds = (element, words) => words.every((word) => plain(element).toLowerCase().includes(word));

function makeFilter(box, rows, fold) {
  const name = plain(box.querySelector("caption"));
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const search = makeSearch(`Filter ${rows.length} rows`, (words) => {
    rows.forEach((row) => { row.hidden = !holds(row, words); });
    const matches = rows.filter((row) => !row.hidden).length;
    count.textContent = words.length ? `${matches} of ${rows.length} rows` : "";
    if (fold) fold.open = words.length > 0;
  });
  if (name) search.setAttribute("aria-label", `Filter ${rows.length} rows: ${name}`);
  const line = document.createElement("p");
  line.className = "kz-filter";
  line.append(search, " ", count);
  box.before(line);
}

for (const box of document.querySelectorAll(".kz-scroll")) {
  const table = box.querySelector("table");
  if (!table || !table.tHead || !table.tBodies.length || table.matches(".kz-more")) continue;
  const next = box.nextElementSibling;
  const more = next && next.matches("details") ? next.querySelector("table.kz-more") : null;
  const bodies = [table, more].filter(Boolean).map((each) => each.tBodies[0]);
  const rows = bodies.flatMap((body) => [...body.rows]);
  if (rows.length < 3) continue;
  makeSortable(table, bodies, rows);
  if (rows.length > 11) makeFilter(box, rows, more ? next : null);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const isWide = target.scrollWidth > target.clientWidth + 1;
    target.toggleAttribute("data-wide", isWide);
    if (isWide) target.tabIndex = 0; else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll(".kz-scroll, pre").forEach((box) => {
  box.removeAttribute("tabindex");
  sizes.observe(box);
});

function makeReadable(figure) {
  const pictures = figure.matches(".kz-plot") ? [figure] : [...figure.querySelectorAll("svg")];
  const readout = document.createElement("p");
  readout.className = "kz-readout";
  readout.setAttribute("role", "status");
  const read = pictures.filter((picture) => {
    const marks = [...picture.querySelectorAll("use > title, path > title, g > title")].map((title) => title.parentNode);
    if (!marks.length) return false;
    const panels = [...picture.querySelectorAll(":scope > g > g")];
    const panel = (mark) => panels.findIndex((part) => part.contains(mark));
    const across = (mark) => Number(mark.getAttribute("x"));
    if (marks.every((mark) => mark.localName === "use")) marks.sort((one, other) => panel(one) - panel(other) || across(one) - across(other));
    let place = 0;
    const words = (mark) => mark.querySelector("title").textContent;
    const show = (next) => {
      marks[place].classList.remove("kz-at");
      place = Math.min(Math.max(next, 0), marks.length - 1);
      marks[place].classList.add("kz-at");
      readout.textContent = `${words(marks[place])} (${place + 1} of ${marks.length}, arrow keys move)`;
    };
    const steps = { ArrowRight: () => place + 1, ArrowDown: () => place + 1, ArrowLeft: () => place - 1, ArrowUp: () => place - 1, Home: () => 0, End: () => marks.length - 1 };
    picture.setAttribute("tabindex", "0");
    if (picture !== figure) picture.setAttribute("role", "application");
    picture.addEventListener("focus", () => show(place));
    picture.addEventListener("blur", () => {
      marks[place].classList.remove("kz-at");
      readout.textContent = "";
    });
    picture.addEventListener("keydown", (event) => {
      if (event.target !== picture || !(event.key in steps)) return;
      event.preventDefault();
      show(steps[event.key]());
    });
    picture.addEventListener("pointerover", (event) => {
      const mark = event.target.closest("use, path, g");
      if (mark && marks.includes(mark)) readout.textContent = words(mark);
    });
    return true;
  });
  if (read.length) figure.insertBefore(readout, figure.querySelector(":scope > figcaption"));
}
document.querySelectorAll("figure.kz-chart, figure.kz-plot").forEach(makeReadable);

function unfold() {
  const part = document.getElementById(location.hash.slice(1));
  const fold = part && part.closest("details");
  if (fold) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();

const pages = document.querySelector(".kz-pages[data-long]");
if (pages) {
  const all = pages.querySelectorAll("li");
  const count = document.createElement("p");
  count.className = "kz-label";
  count.setAttribute("role", "status");
  const search = makeSearch("Search the pages", (words) => {
    for (const group of pages.querySelectorAll("details")) {
      const items = [...group.querySelectorAll("li")];
      items.forEach((item) => { item.hidden = !holds(item, words); });
      group.hidden = items.every((item) => item.hidden);
      group.open = words.length > 0 && !group.hidden;
    }
    const matches = [...all].filter((item) => !item.hidden).length;
    count.textContent = words.length ? `${matches} of ${all.length} pages` : "";
  });
  search.className = "kz-search";
  pages.querySelector("h2").after(search, count);
}
