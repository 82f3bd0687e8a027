// Elements, from text only: no markup of a name is ever read as such.
const LONGEST = 200;

export const $ = (id) => document.getElementById(id);

export function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children.map((child) => child instanceof Node ? child : String(child)));
  return made;
}

// A name that a client chose, cut where it is long, isolated from the direction of the text around it.
export function name(text, longest = LONGEST) {
  const bdi = element("bdi");
  bdi.dir = "auto";
  bdi.textContent = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text || "(empty)";
  return bdi;
}

export const row = (...cells) => element("tr", ...cells.map((cell) => element("td", cell)));

// Shows new rows, unless the focus is within the old ones: what a key press acts on stands still.
export function rows(body, made) {
  if (body.contains(document.activeElement)) {
    return false;
  }
  body.replaceChildren(...made);
  return true;
}

export function card(label, ...values) {
  return element("div", element("dt", label), element("dd", ...values));
}

export function button(label, action) {
  const made = element("button", label);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}
