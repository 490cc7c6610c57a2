"""Whether labels of a picture are in the way of its marks or one another."""

LABELS_IN_THE_WAY = """() => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  const faults = [];
  for (const picture of document.querySelectorAll("figure.kz-chart svg")) {
    if (!picture.checkVisibility()) continue;
    const frame = picture.getBoundingClientRect();
    const lines = [...picture.querySelectorAll("text")].flatMap((text) =>
      text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text]);
    const boxes = lines.map((line) => {
      const box = line.getBoundingClientRect();
      const lead = 0.18 * box.height;  // above capitals and below the line
      return {words: line.textContent, left: box.left, right: box.right,
              top: box.top + lead, bottom: box.bottom - lead};
    });
    const marks = [...picture.querySelectorAll("use")].filter((mark) => {
      const look = getComputedStyle(mark);
      return +look.fillOpacity || +look.strokeOpacity;
    }).map((mark) => mark.getBoundingClientRect())
      .filter((box) => Math.max(box.width, box.height) < 24);  // others are areas
    boxes.forEach((a, place) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) faults.push([a.words]);
      for (const b of [...boxes.slice(place + 1), ...marks]) {
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 1 && y > 1) faults.push([a.words, b.words ?? "a mark"]);
      }
    });
  }
  return faults;
}"""
"""Texts of a picture that are cut, or lie on one another or on a mark."""
