// What can be taken from the page: the sentences as a table, the map as a picture, and the files that came with it.
function cell(value) {
  const said = String(value ?? "");
  // No formula of a document's: in some settings full-width signs begin one too, and what does not show does not count.
  const formula = /^['\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r]/u.test(said) && typeof value !== "number";
  const kept = formula ? "'" + said : said;
  return /[",;\t\r\n]/.test(kept) ? '"' + kept.replaceAll('"', '""') + '"' : kept;
}

function table() {
  const head = [words.number, words.role, ...roles.map((r) => r[1]), words.uncertain_flag, words.fix, words.stage,
    words.section, words.in_group, words.parent, words.fix_relation, words.relation_p, words.text];
  const rows = sentences.map((s, n) => {
    const [to, type, likely] = s.to?.[0] ?? [];
    return [n + 1, roles[s.r][1], ...s.p, s.u ? 1 : 0, s.done ? words[s.done] : "", data.stages[sections[s.s][3]],
      sections[s.s][4], s.g == null ? "" : groups[s.g].title, to == null ? "" : to + 1, type ? relations[type] : "", likely ?? "",
      sentenceText(n)];
  });
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

// The map with what the style sheet says of it written into it, so that it looks the same elsewhere.
function picture() {
  const live = document.getElementById("map");
  const copy = live.cloneNode(true);
  const looks = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor"];
  const from = [...live.querySelectorAll("path, rect, text")];
  [...copy.querySelectorAll("path, rect, text")].forEach((element, i) => {
    const style = getComputedStyle(from[i]);
    looks.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
  });
  copy.querySelectorAll("a").forEach((link) => {
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    if (link.hasAttribute("transform")) group.setAttribute("transform", link.getAttribute("transform"));
    group.append(...link.childNodes);
    link.replaceWith(group);
  });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const [x, y, width, height] = copy.getAttribute("viewBox").split(" ");
  Object.entries({ x, y, width, height, fill: "#ffffff" }).forEach(([key, value]) => ground.setAttribute(key, value));
  copy.prepend(ground);
  ["id", "role", "aria-labelledby"].forEach((name) => copy.removeAttribute(name));
  return { width: Number(width), height: Number(height), content: new XMLSerializer().serializeToString(copy) };
}

function drawn() {
  const { width, height, content } = picture();
  const scale = Math.min(2, 16000 / Math.max(width, height)); // canvases have a greatest size
  const image = new Image();
  const address = URL.createObjectURL(new Blob([content], { type: "image/svg+xml" }));
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(fileName + ".map.png", "image/png", blob), "image/png");
    URL.revokeObjectURL(address);
  };
  image.src = address;
}

const takes = {
  csv: () => save(fileName + ".sentences.csv", "text/csv;charset=utf-8", table()),
  svg: () => save(fileName + ".map.svg", "image/svg+xml", picture().content),
  png: drawn,
  print: () => print(),
};
document.querySelectorAll("[data-take]").forEach((button) => {
  const attached = document.getElementById("file-" + button.dataset.take);
  button.addEventListener("click", takes[button.dataset.take] ?? (() => {
    const bytes = Uint8Array.from(atob(attached.textContent), (c) => c.charCodeAt(0));
    save(fileName + "." + button.dataset.take, attached.dataset.type, bytes);
  }));
});
