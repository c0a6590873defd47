"use strict";
// The panel, the legend and the map's highlights. Text of the document reaches the page only as text nodes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, roles, sentences, relations, groups } = data;
  const text = document.getElementById("text");
  const panel = document.getElementById("panel");
  const card = document.getElementById("card");
  const closer = document.getElementById("close");
  const spans = sentences.map((_, n) => document.getElementById("s" + n));
  const known = ["claim", "evidence", "example", "recommendation", "other"];

  const children = sentences.map(() => []);
  sentences.forEach((s, n) => (s.to || []).forEach(([to, type, p]) => children[to].push([n, type, p])));

  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const percent = (p) => Math.round(100 * p) + "%";
  const roleClass = (r) => "r-" + (known.includes(roles[r][0]) ? roles[r][0] : "other");
  const sentenceText = (n) => spans[n].querySelector(".t").textContent;
  const excerpt = (n) => {
    const all = Array.from(sentenceText(n));
    return all.length > 60 ? all.slice(0, 59).join("") + "…" : all.join("");
  };

  function make(tag, className, content, parent) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (content != null) element.textContent = content;
    if (parent) parent.append(element);
    return element;
  }

  function inDocumentLanguage(element) {
    element.lang = text.lang;
    return element;
  }

  function mark(r, parent) {
    make("span", "mark " + roleClass(r), roles[r][2], parent).setAttribute("aria-hidden", "true");
  }

  function linkTo(anchor, content, parent) {
    const link = inDocumentLanguage(make("a", "", content, parent));
    link.href = "#" + anchor;
  }

  function related(list, pattern, head, none, parent) {
    make("h4", "", head, parent);
    if (!list.length) return make("p", "none", none, parent);
    const items = make("ul", "", null, parent);
    for (const [n, type, p] of list) {
      const item = make("li", "", null, items);
      make("span", "of", fill(pattern, { n: n + 1, relation: relations[type] }) + " · " + percent(p), item);
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
    make("h4", "", words.probabilities, page);
    bars(s, page);
    if (s.c && s.c.length) {
      make("h4", "", words.cues, page);
      const list = make("ul", "", null, page);
      for (const [name, weight] of s.c) {
        const item = make("li", "", null, list);
        make("span", "of", (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(2), item);
        make("code", "", name, item);
      }
    }
    related(s.to || [], words.relation_to, words.parent, words.no_parent, page);
    related(children[n], words.relation_from, words.children, words.no_children, page);
    if (s.g != null) {
      make("h4", "", words.in_group, page);
      linkTo(groups[s.g][1], groups[s.g][0], make("li", "", null, make("ul", "", null, page)));
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
  let pressing = false;
  addEventListener("mousedown", () => (pressing = true), true);
  ["mouseup", "keydown"].forEach((kind) => addEventListener(kind, () => (pressing = false), true));
  text.addEventListener("focusin", (event) => {
    const n = numberAt(event.target);
    if (n != null && !pressing) hold(n);
  });
  text.addEventListener("click", (event) => hold(numberAt(event.target)));
  text.addEventListener("keydown", (event) => {
    const n = numberAt(event.target);
    if (n == null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") hold(n);
    else if (event.key === "ArrowRight" && n + 1 < spans.length) spans[n + 1].focus();
    else if (event.key === "ArrowLeft" && n > 0) spans[n - 1].focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hold(null));
  closer.addEventListener("click", () => hold(null));

  // A link to the place that the address already names does not change it: go there all the same.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
    const goal = link && document.getElementById(link.getAttribute("href").slice(1));
    if (goal) setTimeout(() => goal.focus());
  });

  document.querySelectorAll("[data-toggle]").forEach((button) => {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      const r = Number(button.dataset.toggle);
      sentences.forEach((s, n) => s.r === r && spans[n].classList.toggle("plain", !on));
    });
  });

  // Not on the picture itself: Chromium lets the focus rest on an SVG that listens for it.
  const map = document.querySelector(".scroller");
  const curves = map.querySelectorAll(".curves path");
  function light(event) {
    const box = event.type === "pointerleave" || event.type === "focusout" ? null : event.target.closest(".box");
    curves.forEach((curve) => {
      const on = box && (curve.dataset.from === box.dataset.key || curve.dataset.to === box.dataset.key);
      curve.classList.toggle("on", Boolean(on));
      curve.classList.toggle("off", Boolean(box) && !on);
    });
  }
  ["pointerover", "pointerleave", "focusin", "focusout"].forEach((kind) => map.addEventListener(kind, light));

  // On paper nothing can be pointed at: open what is closed, and append what the panel would say.
  const appendix = document.getElementById("appendix");
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
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
      make("td", "", roles[s.r][1] + (s.u ? " · " + words.uncertain_flag : ""), row);
      s.p.forEach((p) => make("td", "num", percent(p), row));
      const parents = make("td", "parents", null, row);
      for (const [to, type, p] of s.to || []) {
        make("div", "", fill(words.relation_to, { n: to + 1, relation: relations[type] }) + " " + percent(p), parents);
      }
    });
    appendix.replaceChildren(page);
  });
  addEventListener("afterprint", () => {
    closed.forEach((details) => (details.open = false));
    appendix.replaceChildren();
  });
})();
