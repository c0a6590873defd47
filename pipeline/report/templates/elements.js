// What the scripts of all pages share. Text of documents reaches a page only as text nodes.
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, key) => values[key]);
// Full- and half-width, upper and lower case are the same to who searches.
const folded = (text) => text.normalize("NFKC").toLowerCase();

function make(tag, className, content, parent) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (content != null) element.textContent = content;
  if (parent) parent.append(element);
  return element;
}
