// Filters: which sentences keep their marks, by role, stage, group, confidence and words. The legend is that by role.
const finder = document.getElementById("finder");
const pressed = roles.map(() => true);
const controls = Object.fromEntries([...finder.elements].filter((e) => e.name).map((e) => [e.name, e]));
const countOf = document.getElementById("found");
let found = sentences.map((_, n) => n);
let searchable = null; // the text of each sentence, folded, made when first needed

function sure(s) {
  const p = s.p[s.was ? s.was.r : s.r];
  switch (controls.confidence.value) {
    case "uncertain": return Boolean(s.u);
    case "low": return p < 0.6;
    case "middle": return p >= 0.6 && p < 0.8;
    case "high": return p >= 0.8;
    default: return true;
  }
}

function filter() {
  const { stage, group, query, only } = controls;
  const sought = folded(query.value.trim());
  if (sought) searchable ??= sentences.map((s, n) => folded(`${sentenceText(n)}\n${s.src ?? ""}`)); // as written, too
  found = [];
  sentences.forEach((s, n) => {
    const fits =
      pressed[s.r] &&
      (!stage.value || sections[s.s][3] === stage.value) &&
      (!group.value || (group.value === "none" ? s.g == null : s.g === Number(group.value))) &&
      sure(s) &&
      (!sought || searchable[n].includes(sought));
    if (fits) found.push(n);
    spans[n].classList.toggle("plain", !fits);
  });
  text.classList.toggle("only", only.checked);
  lightWords(query.value.trim().toLowerCase());
  const all = found.length === sentences.length;
  countOf.textContent = fill(words.found_n, { n: found.length, of: sentences.length });
  finder.querySelectorAll("[data-step]").forEach((step) => (step.disabled = all || !found.length));
}

// The words sought, where the browser can mark them without changing the text.
function lightWords(sought) {
  if (!window.Highlight) return;
  const ranges = [];
  for (const n of sought ? found : []) {
    const node = spans[n].querySelector(".t").firstChild;
    const at = node ? node.data.toLowerCase().indexOf(sought) : -1;
    if (at >= 0 && at + sought.length <= node.length) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      ranges.push(range);
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

// A link leads to its goal even where the filters hide it.
function reveal(goal) {
  if (!controls.only.checked || goal.checkVisibility()) return;
  controls.only.checked = false;
  filter();
}

document.querySelectorAll("[data-toggle]").forEach((toggle) => {
  toggle.addEventListener("click", () => {
    const r = Number(toggle.dataset.toggle);
    pressed[r] = !pressed[r];
    toggle.setAttribute("aria-pressed", String(pressed[r]));
    filter();
  });
});
["input", "change"].forEach((kind) => finder.addEventListener(kind, filter)); // not every program that chooses sends both
finder.addEventListener("submit", (event) => {
  event.preventDefault();
  step(1);
});
finder.addEventListener("reset", () => {
  document.querySelectorAll("[data-toggle]").forEach((toggle) => toggle.setAttribute("aria-pressed", "true"));
  pressed.fill(true);
  setTimeout(filter); // once the fields are as they were
});

let stepped = -1; // the last sentence that a step led to
function step(by) {
  if (!found.length) return;
  const from = held ?? stepped;
  const at = by > 0 ? found.find((n) => n > from) : found.findLast((n) => n < from);
  stepped = at ?? found.at(by > 0 ? 0 : -1);
  spans[stepped].scrollIntoView({ block: "center" });
  hold(stepped);
}
finder.querySelectorAll("[data-step]").forEach((button) => {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
});
filter();
