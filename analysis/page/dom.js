// Elements are made here and nowhere else: text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const html = (tag, attributes = {}, ...children) =>
  dress(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  dress(document.createElementNS(SVG, tag), attributes, children);

const byId = (id) => document.getElementById(id);

// Signs that hide or reorder others are shown as what they are.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

function visible(text, most = 400) {
  const shown = String(text).replace(HIDDEN, (sign) =>
    sign === "\n" || sign === "\t" ? sign
      : `[U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}

const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

function button(text, press, attributes = {}) {
  return html("button", { type: "button", click: press, ...attributes }, text);
}
