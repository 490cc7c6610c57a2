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
