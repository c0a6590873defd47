// What the other scripts of the page share.
const data = JSON.parse(document.getElementById("data").textContent);
const { words, roles, sentences, relations, sections, groups } = data;
const text = document.getElementById("text");
const panel = document.getElementById("panel");
const card = document.getElementById("card");
const closer = document.getElementById("close");
const spans = sentences.map((_, n) => document.getElementById("s" + n));
const known = ["claim", "evidence", "example", "recommendation", "other"];

const children = sentences.map(() => []);
function relink() {
  children.forEach((list) => (list.length = 0));
  sentences.forEach((s, n) => (s.to || []).forEach(([to, type, p]) => children[to].push([n, type, p])));
}
relink();

let printing = false; // then nothing on the page follows what is read

const percent = (p) => Math.round(100 * p) + "%";
const roleClass = (r) => "r-" + (known.includes(roles[r][0]) ? roles[r][0] : "other");
const sentenceText = (n) => spans[n].querySelector(".t").textContent;
const excerpt = (n) => {
  const all = Array.from(sentenceText(n));
  return all.length > 60 ? all.slice(0, 59).join("") + "…" : all.join("");
};

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

function button(content, action, parent) {
  const element = make("button", "", content, parent);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A relation that is less likely than not is told with a question mark.
const named = (type, p) => relations[type] + (p != null && p < 0.5 ? "?" : "");

const fileName = Array.from(data.document.id.replace(/[^\p{L}\p{N}._-]+/gu, "_")).slice(0, 80).join("").replace(/^\.+/, "") || "report";
