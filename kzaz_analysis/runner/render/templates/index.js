const pages = document.querySelector(".kz-pages");
const box = document.createElement("input");
box.type = "search";
box.placeholder = "Search the pages";
box.setAttribute("aria-label", "Search the pages");
box.className = "kz-search";
pages.querySelector("h2").after(box);
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of pages.querySelectorAll("details")) {
    let matches = 0;
    for (const item of group.querySelectorAll("li")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      matches += !item.hidden;
    }
    group.hidden = !matches;
    group.open = words.length > 0 && matches > 0;
  }
});
