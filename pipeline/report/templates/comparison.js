// Filters, and the nearest counterparts of a recommendation.
const { words, parts } = JSON.parse(document.getElementById("data").textContent);
const STEP = 60;

document.querySelectorAll("[data-filter]").forEach((input) => {
  const rows = [...document.getElementById(input.dataset.filter).tBodies[0].rows];
  const output = input.closest(".filter").querySelector("output");
  const texts = rows.map((row) => folded(row.textContent));
  input.addEventListener("input", () => {
    const wanted = folded(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !wanted.every((word) => texts[i].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    output.textContent = wanted.length ? fill(words.shown_n, { n: shown }) : "";
  });
});

document.querySelectorAll(".counterparts").forEach((section) => {
  const { documents, themes, recommendations } = parts[Number(section.dataset.part)];
  const form = section.querySelector("form");
  const list = section.querySelector(".found");
  const next = section.querySelector(".next");
  const panel = section.querySelector(".counterpart");
  const output = form.querySelector("output");
  const texts = recommendations.map((r) => folded(r.t));
  let found = [];
  let shown = 0;

  documents.forEach((d, i) => (make("option", "", d[0], form.elements.document).value = i));
  themes.forEach((name, i) => (make("option", "", name, form.elements.theme).value = i));
  [form.elements.document, form.elements.theme].forEach((select) => (select.lang = section.dataset.language));

  const about = (r) => [
    documents[r.d][0],
    words["status." + r.s],
    words["strength." + r.m] || r.m,
    words["grounded_" + r.g],
    fill(words.support_n, { n: r.u }),
  ].join(" · ");

  function quote(r, parent, className, head) {
    const block = make("blockquote", className, null, parent);
    if (head) make("p", "of", head, block).style.font = "inherit";
    const text = make("p", "", r.t, block);
    text.lang = section.dataset.language;
    const foot = make("footer", "", null, block);
    const link = make("a", "", documents[r.d][0], foot);
    link.href = "#" + documents[r.d][1];
    link.lang = section.dataset.language;
    foot.append(" · " + about(r).split(" · ").slice(1).join(" · "));
  }

  function choose(n, button) {
    list.querySelectorAll('[aria-pressed="true"]').forEach((b) => b.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", "true");
    const r = recommendations[n];
    panel.replaceChildren();
    quote(r, panel, "chosen");
    make("h3", "", words.nearest, panel);
    if (!r.n.length) make("p", "hint", words.no_nearest, panel);
    for (const [other, likeness, verdict] of r.n) {
      const head = words.likeness + " " + (likeness / 100).toFixed(2) + (verdict ? " · " + words["verdict." + verdict] : "");
      quote(recommendations[other], panel, "", head);
    }
  }

  function add() {
    for (const n of found.slice(shown, shown + STEP)) {
      const r = recommendations[n];
      const button = make("button", "", null, make("li", "", null, list));
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      make("span", "", r.t, button).lang = section.dataset.language;
      make("span", "of", about(r), button);
      button.addEventListener("click", () => choose(n, button));
    }
    shown = Math.min(shown + STEP, found.length);
    next.hidden = shown >= found.length;
  }

  function search() {
    const wanted = folded(form.elements.words.value).split(/\s+/).filter(Boolean);
    const { document: inDocument, theme, status } = form.elements;
    found = [];
    recommendations.forEach((r, n) => {
      if (inDocument.value !== "" && r.d !== Number(inDocument.value)) return;
      if (theme.value !== "" && r.h !== Number(theme.value)) return;
      if (status.value === "conflict" ? !r.c : status.value && r.s !== status.value) return;
      if (wanted.every((word) => texts[n].includes(word))) found.push(n);
    });
    list.replaceChildren();
    shown = 0;
    output.textContent = fill(words.found_n, { n: found.length });
    add();
  }

  // Not "change" of the words: it comes with the press on a result, which would be gone before the click.
  form.addEventListener("input", search);
  form.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && search());
  form.addEventListener("submit", (event) => event.preventDefault());
  next.addEventListener("click", add);
  search();
});

// A link to the place that the address already names does not change it: go there all the same.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
  const goal = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!goal) return;
  if (goal.hidden) goal.hidden = false;
  setTimeout(() => goal.focus());
});

// On paper nothing can be opened.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
