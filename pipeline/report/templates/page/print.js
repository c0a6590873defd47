// On paper nothing can be pointed at: open what is closed, and append what the panel would say.
const appendix = document.getElementById("appendix");
const closed = [];
let chosen = null;
addEventListener("beforeprint", () => {
  printing = true;
  chosen ??= held;
  hold(null);
  locate(null); // what is chosen or read fades what is not linked to it
  // Told twice, it keeps in mind what was closed at first. The desk is not printed.
  closed.push(...document.querySelectorAll("details:not([open], #desk)"));
  closed.forEach((details) => (details.open = true));
  const page = document.createDocumentFragment();
  make("h2", "", words.appendix, page);
  const table = make("table", "", null, page);
  const head = make("tr", "", null, make("thead", "", null, table));
  [words.number, words.text, words.role, ...roles.map((r) => r[1]), words.parent].forEach((h, at) =>
    make("th", at === 0 || (at > 2 && at < 3 + roles.length) ? "num" : "", h, head));
  const body = make("tbody", "", null, table);
  sentences.forEach((s, n) => {
    const row = make("tr", "", null, body);
    make("td", "num", n + 1, row);
    const cell = inDocumentLanguage(make("td", "", excerpt(n), row));
    for (const [kind, found, repair] of s.d || []) {
      make("div", "small", "※ " + kind + " " + found + " → " + repair, cell);
    }
    make("td", "", roles[s.r][1] + (s.done ? " · " + words[s.done] : s.u ? " · " + words.uncertain_flag : ""), row);
    s.p.forEach((p) => make("td", "num", percent(p), row));
    const parents = make("td", "parents", null, row);
    for (const [to, type, p] of s.to || []) {
      const said = fill(words.relation_to, { n: to + 1, relation: named(type, p) });
      make("div", "", p == null ? said : said + " " + percent(p), parents);
    }
  });
  appendix.replaceChildren(page);
});
addEventListener("afterprint", () => {
  closed.splice(0).forEach((details) => (details.open = false));
  appendix.replaceChildren();
  printing = false;
  hold(chosen);
  chosen = null;
});
