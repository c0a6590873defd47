// The panel: what is known of the sentence that is pointed at or chosen.
function related(list, pattern, head, none, parent) {
  make("h4", "", head, parent);
  if (!list.length) return make("p", "none", none, parent);
  const items = make("ul", "", null, parent);
  for (const [n, type, p] of list) {
    const item = make("li", "", null, items);
    const said = fill(pattern, { n: n + 1, relation: named(type, p) });
    make("span", "of", p == null ? said : said + " · " + percent(p) + (!type && p < 0.5 ? "?" : ""), item);
    mark(sentences[n].r, item);
    linkTo("s" + n, excerpt(n), item);
  }
}

function bars(s, parent) {
  const grid = make("div", "probs", null, parent);
  s.p.forEach((p, r) => {
    make("b", "", roles[r][1], grid);
    const bar = make("span", "", null, make("i", roleClass(r), null, grid));
    bar.style.width = 100 * Math.min(Math.max(p, 0), 1) + "%";
    make("span", "val", percent(p), grid);
  });
}

function draw(n) {
  const s = sentences[n];
  const page = document.createDocumentFragment();
  const head = make("h3", "", null, page);
  make("span", "", fill(words.sentence_n, { n: n + 1 }), head);
  mark(s.r, head);
  make("span", "role " + roleClass(s.r), roles[s.r][1], head);
  if (s.u) make("span", "doubt", "? " + words.uncertain_flag, head);
  if (s.done) make("span", "doubt", s.done === "fixed" ? words.fixed : words.agreed, head);
  if (fixing) drawFix(n, page);
  make("h4", "", words.probabilities, page);
  bars(s, page);
  make("h4", "", words.cues, page);
  if (s.p[s.r] < Math.max(...s.p)) make("p", "none", words.by_relations, page);
  else if (!s.c || !s.c.length) make("p", "none", words.no_cues, page);
  else {
    const list = make("ul", "cues", null, page);
    for (const [name, weight] of s.c) {
      const item = make("li", "", null, list);
      make("span", "of", (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(2), item);
      make("span", "", name, item);
    }
  }
  related(s.to || [], words.relation_to, words.parent, words.no_parent, page);
  related(children[n], words.relation_from, words.children, words.no_children, page);
  for (const [list, head] of [[s.why, words.card_motives], [s.so, words.motivates]])
    if (list) related(list.map(([of, p]) => [of, "", p]), words.sentence_n, head, "", page);
  make("h4", "", words.section, page);
  const [, , , stage, title, anchor] = sections[s.s];
  const place = make("li", "", null, make("ul", "", null, page));
  make("span", "of", data.stages[stage], place);
  linkTo(anchor, title, place);
  if (s.g != null) {
    make("h4", "", words.in_group, page);
    linkTo(groups[s.g].anchor, groups[s.g].title, make("li", "", null, make("ul", "", null, page)));
  }
  if (s.d) {
    make("h4", "", "※ " + words.damage, page);
    const list = make("ul", "damage", null, page);
    for (const [kind, found, repair] of s.d) {
      const item = make("li", "", null, list);
      make("span", "of", kind, item);
      inDocumentLanguage(make("del", "", found, item));
      item.append(" → ");
      inDocumentLanguage(make("ins", "", repair, item));
    }
  }
  if (s.src != null) {
    make("h4", "", words.source_text, page);
    inDocumentLanguage(make("p", "", s.src, page));
  }
  card.replaceChildren(page);
}

const wide = matchMedia("(min-width: 900px)"); // as in page.css: below, the panel lies over the text, and only a tap opens it
let shown = null; // the sentence in the panel
let held = null; // the one chosen by focus or tap; while there is one, pointing at others changes nothing

function show(n) {
  if (n === shown) return;
  text.querySelectorAll(".now, .up, .down").forEach((e) => e.classList.remove("now", "up", "down"));
  shown = n;
  panel.classList.toggle("full", n != null);
  document.documentElement.classList.toggle("reading-on", n != null);
  closer.hidden = n == null;
  locate(n == null ? null : sentences[n].k);
  if (n == null) return card.replaceChildren(make("p", "hint", words.panel_hint));
  draw(n);
  panel.scrollTop = 0;
  spans[n].classList.add("now");
  (sentences[n].to || []).forEach(([to]) => spans[to].classList.add("up"));
  children[n].forEach(([from]) => spans[from].classList.add("down"));
}

function hold(n) {
  held = n;
  show(n);
  if (n != null) spans[n].scrollIntoView({ block: "nearest" }); // on a narrow screen the panel may cover it
}

// The next sentence that is not hidden by the filters.
function beside(n, by) {
  let at = n + by;
  while (spans[at] && !spans[at].checkVisibility()) at += by;
  return spans[at];
}

const numberAt = (target) => {
  const span = target instanceof Element && target.closest(".s");
  return span ? Number(span.id.slice(1)) : null;
};

text.addEventListener("pointerover", (event) => {
  const n = numberAt(event.target);
  if (held == null && n != null && event.pointerType !== "touch" && wide.matches) show(n);
});
// A press focuses before it is a click. What it opens waits for the click: were the panel to open under the finger,
// or the page to move, the click would land elsewhere.
let pressing = null; // what is pressed
addEventListener("mousedown", (event) => (pressing = event.target), true);
["mouseup", "keydown"].forEach((kind) => addEventListener(kind, () => (pressing = null), true));
// Nor may a control of the panel be drawn anew under the finger.
function afterPress(action) {
  if (card.contains(pressing)) addEventListener("mouseup", () => setTimeout(action), { once: true });
  else action();
}
text.addEventListener("focusin", (event) => {
  const n = numberAt(event.target);
  if (n != null && !pressing && !picking()) hold(n);
});
text.addEventListener("click", (event) => picked(numberAt(event.target)) || hold(numberAt(event.target)));
text.addEventListener("keydown", (event) => {
  const n = numberAt(event.target);
  if (n == null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") picked(n) || hold(n);
  else if (event.key === "ArrowRight") beside(n, 1)?.focus();
  else if (event.key === "ArrowLeft") beside(n, -1)?.focus();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && (picked(null) || hold(null)));
closer.addEventListener("click", () => {
  setPick(null);
  hold(null);
});

// A link to the place that the address already names does not change it: go there all the same.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
  const goal = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!goal) return;
  reveal(goal);
  setTimeout(() => goal.focus());
});
