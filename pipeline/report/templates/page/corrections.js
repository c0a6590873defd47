// Corrections: a reader changes or confirms the role and the parent of sentences, and saves them as a file that
// `pipeline annotations import` takes. Its form is doccano's JSONL, as pipeline/formats/exchange/doccano.py has it.
const desk = document.getElementById("desk");
const source = JSON.parse(document.getElementById("source").textContent);
const theirs = roles.every(([role]) => data.scheme.roles.includes(role));
let fixing = false;
let saved = true;
let many = false; // while many sentences change, what depends on all of them waits for the last
let pick = null; // the sentence that the next choice gives a parent

// A sentence about to be changed, with what the model said of it kept.
function kept(n) {
  const s = sentences[n];
  s.was ??= { r: s.r, to: s.to };
  return s;
}

function settle(n, done) {
  const s = kept(n);
  const same = s.r === s.was.r && (s.to || []).join() === (s.was.to || []).join();
  s.done = done ?? (same ? "agreed" : "fixed");
  refresh(n);
}

function undo(n) {
  const s = sentences[n];
  if (!s.was) return;
  // What the model said may no longer fit: its parent may have come to serve this sentence.
  if (inCircle(n, s.was.to?.[0]?.[0])) return tell(words.fix_circle);
  Object.assign(s, { r: s.was.r, to: s.was.to, was: undefined, done: undefined });
  refresh(n);
}

function refresh(n) {
  const s = sentences[n];
  const span = spans[n];
  span.classList.remove(...known.map((role) => "r-" + role));
  span.classList.add(roleClass(s.r));
  span.classList.toggle("done", Boolean(s.done));
  span.querySelector(".mark").textContent = roles[s.r][2];
  const parents = (s.to || []).map(([to, type]) => relations[type] + " → " + (to + 1));
  span.dataset.note = [n + 1 + " " + roles[s.r][1], ...(s.done ? [words[s.done]] : []), ...parents].join(" · ");
  saved = false;
  if (!many) refreshAll(n);
}

function refreshAll(n) {
  relink();
  filter();
  count();
  redraw(n);
}

// The panel drawn anew, with the focus on the control that had it.
function redraw(n) {
  if (n == null || shown !== n) return;
  const controlsOf = () => [...card.querySelectorAll("select, input, button")];
  const at = controlsOf().indexOf(document.activeElement);
  draw(n);
  text.querySelectorAll(".up").forEach((e) => e.classList.remove("up"));
  (sentences[n].to || []).forEach(([to]) => spans[to].classList.add("up"));
  if (at >= 0 && !pressing) (controlsOf()[at] ?? controlsOf().at(-1)).focus();
}

// The relations that the scheme lets lead from sentence `n` to `parent`.
function relationsTo(n, parent) {
  const ends = [roles[sentences[n].r][0], roles[sentences[parent].r][0]].join();
  return data.scheme.relations.filter((type) => data.scheme.ends[type].includes(ends));
}

// The relation `type` where the scheme has it between these two, else the first that it has, else `type` after all:
// what does not fit is told of before it is saved.
function fitting(n, parent, type) {
  const allowed = relationsTo(n, parent);
  return allowed.includes(type) || !allowed.length ? type : allowed[0];
}

function setRole(n, r) {
  const s = kept(n);
  s.r = r;
  const parent = s.to?.[0];
  if (parent && fitting(n, parent[0], parent[1]) !== parent[1]) s.to = [[parent[0], fitting(n, parent[0], parent[1]), null]];
  settle(n);
}

// Whether sentence `n` under `parent` (null: none) would serve itself.
function inCircle(n, parent) {
  const seen = new Set([n]);
  for (let at = parent; at != null; at = sentences[at].to?.[0]?.[0]) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

// Returns why it cannot be, or nothing.
function setParent(n, parent, type) {
  if (parent != null) {
    if (!Number.isInteger(parent) || !sentences[parent]) return words.fix_absent;
    if (inCircle(n, parent)) return words.fix_circle;
  }
  const s = kept(n);
  const before = s.was.to?.[0];
  if (parent != null) type = fitting(n, parent, type);
  if (parent == null) s.to = undefined;
  else s.to = before && before[0] === parent && before[1] === type ? s.was.to : [[parent, type, null]];
  settle(n);
}

const picking = () => pick != null;
function setPick(n) {
  pick = n;
  document.documentElement.classList.toggle("picking", picking());
}

// Whether the choice of sentence `n` (null: of none) was that of a parent.
function picked(n) {
  if (!picking()) return false;
  const child = pick;
  setPick(null);
  const problem = n == null ? "" : setParent(child, n, sentences[child].to?.[0]?.[1] ?? "supports");
  hold(child);
  spans[child].scrollIntoView({ block: "nearest" });
  if (n != null) spans[child].focus({ preventScroll: true }); // who goes on by keys goes on from there
  tell(problem ?? "");
  return true;
}

function tell(problem) {
  const place = card.querySelector(".fix [role=alert]");
  if (place) place.textContent = problem;
}

function choice(label, options, value, change, parent) {
  const row = make("label", "", null, parent);
  make("span", "", label, row);
  const select = make("select", "", null, row);
  for (const [key, name] of options) make("option", "", name, select).value = key;
  select.value = value;
  select.addEventListener("change", () => change(select.value));
}

function drawFix(n, page) {
  const s = sentences[n];
  make("h4", "", words.fix, page);
  const form = make("div", "fix", null, page);
  choice(words.fix_role, data.scheme.roles.map((role) => [role, roles.find((r) => r[0] === role)[1]]), roles[s.r][0],
    (role) => setRole(n, roles.findIndex((r) => r[0] === role)), form);
  const [parent, type] = s.to?.[0] ?? [null, "supports"];
  const row = make("label", "", null, form);
  make("span", "", words.fix_parent, row);
  const field = make("input", "", null, row);
  Object.assign(field, { type: "number", min: 1, max: sentences.length, value: parent == null ? "" : parent + 1, placeholder: words.fix_none });
  field.addEventListener("change", () => afterPress(() => {
    // What is no number at all has the value "", as has a field that was emptied.
    const problem = field.validity.badInput
      ? words.fix_absent
      : setParent(n, field.value.trim() === "" ? null : Number(field.value) - 1, type);
    if (problem) tell(problem);
  }));
  const choose = button(words.fix_pick, () => {
    setPick(n);
    tell(words.fix_picking);
  }, row);
  choose.className = "pick";
  if (parent != null) {
    const allowed = relationsTo(n, parent);
    choice(words.fix_relation, (allowed.includes(type) ? allowed : [type, ...allowed]).map((t) => [t, relations[t]]), type,
      (t) => setParent(n, parent, t), form);
  }
  const last = make("p", "", null, form);
  if (s.done) button(words.fix_undo, () => undo(n), last);
  else button(words.fix_agree, () => settle(n, "agreed"), last);
  make("p", "alert", pick === n ? words.fix_picking : misfit(n) ? unfit(n) : "", form).setAttribute("role", "alert");
}

// Whether the scheme has no such relation between sentence `n` and its parent, and the words for that.
const misfit = (n) => Boolean(sentences[n].to) && !relationsTo(n, sentences[n].to[0][0]).includes(sentences[n].to[0][1]);
function unfit(n) {
  const [to, type] = sentences[n].to[0];
  return fill(words.unfit, { n: n + 1, role: roles[sentences[n].r][1], relation: relations[type], to: to + 1, other: roles[sentences[to].r][1] });
}

const touched = () => sentences.filter((s) => s.done);
function count() {
  const by = (kind) => sentences.filter((s) => s.done === kind).length;
  document.getElementById("touched").textContent = fill(words.saved_n, { fixed: by("fixed"), agreed: by("agreed") });
}

// All the labels that the reader stands for: those touched, or with `whole` everything.
function record(annotator, whole) {
  const marks = [];
  const used = new Set();
  const add = (id, start, end, layer, label, note) => {
    let name = id;
    while (used.has(name)) name = layer + "-" + name;
    used.add(name);
    const mark = { id: name, start, end, layer, label, note: note ?? "" };
    marks.push(mark);
    return mark;
  };
  data.headings.forEach(([id, start, end, level]) => add(id, start, end, "heading", "heading-" + level));
  const ofSection = sections.map(([id, start, end, stage]) => add(id, start, end, "section", whole ? "stage-" + stage : "stage"));
  const counts = (s) => whole || s.done;
  const ofSentence = sentences.map((s) => add(s.id, ...s.a, "sentence", counts(s) ? roles[s.r][0] : "sentence"));
  const links = [];
  sentences.forEach((s, n) => {
    if (counts(s) && s.to) links.push([ofSentence[n], ofSentence[s.to[0][0]], s.to[0][1]]);
  });
  for (const group of whole ? groups : []) {
    const mark = add(group.id, ...group.span, "group", "group", group.title);
    group.measures.forEach(([id, start, end]) => add(id, start, end, "measure", "measure"));
    group.grounds.forEach((section) => links.push([mark, ofSection[section], "grounds"]));
  }
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  marks.sort((a, b) => a.start - b.start || b.end - a.end || order(a.layer, b.layer) || order(a.id, b.id));
  const number = new Map(marks.map((mark, i) => [mark, i]));
  return {
    text: source,
    entities: marks.map((m, i) => ({ id: i, label: m.label, start_offset: m.start, end_offset: m.end })),
    relations: links.map(([from, to, type], i) => ({ id: i, from_id: number.get(from), to_id: number.get(to), type })),
    document: data.document.id,
    annotator,
    about: { title: data.document.title, language: data.document.language, made_by: "human" },
    marks: marks.map((m) => [m.start, m.end, m.layer, m.id, m.note]),
  };
}

function note(content) {
  desk.querySelector("[role=status]").textContent = content;
}

// What a saved file says of the sentences of this text: the number of each labelled one → its role, and → its parent and
// relation. The spans count, not their numbers, which doccano gives anew. Throws where it is no file of this text.
function readSaved(content) {
  const lines = content.split("\n").filter((line) => line.trim());
  const from = lines.map((line) => JSON.parse(line)).find((document) => document.text === source);
  const at = new Map(sentences.map((s, n) => [s.a.join(), n]));
  const [labels, ofEntity] = [new Map(), new Map()];
  from.entities.forEach(({ id, label, start_offset: start, end_offset: end }) => {
    const n = at.get(start + "," + end);
    const r = roles.findIndex(([role]) => role === label);
    if (n == null || (r < 0 && label !== "sentence")) return;
    ofEntity.set(id, n);
    if (r >= 0) labels.set(n, r);
  });
  const parents = new Map((from.relations ?? []).map((r) => [ofEntity.get(r.from_id), [ofEntity.get(r.to_id), r.type]]));
  return { labels, parents, annotator: typeof from.annotator === "string" ? from.annotator : "" };
}

// Puts a saved file back on the page. Returns how many sentences it labels.
function restore({ labels, parents }) {
  setPick(null);
  many = true;
  // Parents first go, so that none of the old ones makes a circle with the new.
  labels.forEach((r, n) => {
    Object.assign(kept(n), { r, to: undefined });
  });
  labels.forEach((_, n) => {
    const [to, type] = parents.get(n) ?? [];
    const problem = setParent(n, to ?? null, data.scheme.relations.includes(type) ? type : "supports");
    if (problem) settle(n); // without the parent, which one chosen on this page would make a circle of
  });
  many = false;
  refreshAll(shown);
  return labels.size;
}

if (!theirs) {
  desk.querySelector("form").replaceChildren(make("p", "note", words.not_ours));
} else {
  desk.addEventListener("toggle", () => {
    fixing = desk.open;
    if (!fixing) setPick(null);
    redraw(shown);
  });
  desk.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { annotator, whole } = event.target.elements;
    const name = annotator.value.trim();
    annotator.setCustomValidity(!name ? words.name_needed : /^(?![. ])[^/\\:\x00-\x1f\x7f]+$/.test(name) ? "" : words.fix_name);
    if (!annotator.reportValidity()) return;
    if (!whole.checked && !touched().length) return note(words.unsaved);
    const wrong = sentences.findIndex((s, n) => (whole.checked || s.done) && misfit(n));
    if (wrong >= 0) {
      hold(wrong);
      return note(unfit(wrong));
    }
    const file = fileName + "." + name + ".jsonl";
    save(file, "application/x-ndjson", JSON.stringify(record(name, whole.checked)) + "\n");
    saved = true;
    note(fill(words.saved_as, { name: file }));
  });
  desk.querySelector("[name=annotator]").addEventListener("input", (event) => event.target.setCustomValidity(""));
  desk.querySelector("[type=file]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    let read;
    try {
      read = readSaved(await file.text());
    } catch { // whatever is wrong with it: no JSON, another text, too large, gone
      note(words.not_opened);
    }
    event.target.value = "";
    if (!read) return;
    desk.querySelector("[name=annotator]").value ||= read.annotator;
    note(fill(words.opened_n, { n: restore(read) }));
  });
  addEventListener("beforeunload", (event) => !saved && event.preventDefault());
  count();
}
