// The map and the outline beside the article, linked both ways: what is pointed at lights its links, what is read is
// marked in both.
const map = document.querySelector(".scroller");
const outline = document.getElementById("outline");
const boxes = [...document.querySelectorAll("[data-key]")];

// The outline's links are arcs at its left, from the row of a section to that of each group that it grounds.
function drawArcs() {
  const gutter = outline.querySelector("svg");
  const rows = new Map([...outline.querySelectorAll("[data-key]")].map((row) => [row.dataset.key, row]));
  const middle = (row) => row.offsetTop + Math.min(row.offsetHeight / 2, 14);
  gutter.replaceChildren();
  if (!outline.offsetHeight) return;
  gutter.setAttribute("height", outline.scrollHeight);
  for (const curve of map.querySelectorAll(".curves path")) {
    const [from, to] = [rows.get(curve.dataset.from), rows.get(curve.dataset.to)];
    if (!from || !to) continue;
    const [y0, y1] = [middle(from), middle(to)];
    const x = 34 - Math.min(32, 6 + Math.abs(y1 - y0) / 14);
    const arc = document.createElementNS("http://www.w3.org/2000/svg", "path");
    arc.setAttribute("d", `M34 ${y0}C${x} ${y0} ${x} ${y1} 34 ${y1}`);
    for (const name of ["stroke-width", "stroke-opacity", "data-from", "data-to"]) arc.setAttribute(name, curve.getAttribute(name));
    gutter.append(arc);
  }
}
addEventListener("load", drawArcs);
addEventListener("resize", drawArcs);

function lightLinks(key) {
  const ends = new Set();
  document.querySelectorAll("path[data-from]").forEach((link) => {
    const on = key != null && (link.dataset.from === key || link.dataset.to === key);
    link.classList.toggle("on", on);
    link.classList.toggle("off", key != null && !on);
    if (on) ends.add(link.dataset.from).add(link.dataset.to);
  });
  boxes.forEach((box) => box.classList.toggle("lit", ends.has(box.dataset.key)));
}

let here = null; // the box of the sentence that is chosen, else of the one that stands at the top of the window
function locate(key) {
  here = key ?? null;
  boxes.forEach((box) => {
    const on = box.dataset.key === here;
    box.classList.toggle("here", on);
    if (on) box.setAttribute("aria-current", "location");
    else box.removeAttribute("aria-current");
  });
  lightLinks(here);
  const row = outline.querySelector(".here");
  if (row && outline.scrollHeight > outline.clientHeight) {
    outline.scrollTop = row.offsetTop - outline.clientHeight / 2;
  }
}

// Listeners are not on the picture itself: Chromium lets the focus rest on an SVG that listens for it.
function light(event) {
  const leaves = event.type === "pointerleave" || event.type === "focusout";
  const box = leaves ? null : event.target.closest("[data-key]");
  lightLinks(box ? box.dataset.key : here);
}
for (const area of [map, outline]) {
  ["pointerover", "pointerleave", "focusin", "focusout"].forEach((kind) => area.addEventListener(kind, light));
}

// While nothing is chosen, the outline follows the reading.
let waiting = false;
addEventListener("scroll", () => {
  if (waiting || !outline.offsetHeight) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (shown != null || printing) return;
    const top = text.getBoundingClientRect();
    if (top.bottom < 0 || top.top > innerHeight) return here == null || locate(null);
    const under = document.querySelector(".legend").getBoundingClientRect().bottom + 10;
    let [low, high] = [0, spans.length - 1]; // sentences stand in order: halve until the first below the legend is found
    while (low < high) {
      const half = (low + high) >> 1;
      if (spans[half].getBoundingClientRect().bottom > under) high = half;
      else low = half + 1;
    }
    const key = sentences.length ? (sentences[low].k ?? null) : null;
    if (key !== here) locate(key);
  });
});
