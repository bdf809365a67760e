// The parts of the page that are fetched anew when something has changed. Only what differs is replaced, so that
// scrolling, focus, open explanations and typed words stay.
import { all, find } from "./dom.js";
import { me, place } from "./server.js";

const source = new WeakMap();
const draws = new Map();
const wanted = new Set();
let fetching = false;

// Nothing is drawn between press and release: a click whose button was replaced meanwhile would be lost.
const LONGEST_PRESS_MS = 5000;
let released = Promise.resolve();
document.addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(resolve), { once: true });
    setTimeout(resolve, LONGEST_PRESS_MS);
  });
}, { capture: true });

// Says how a part is drawn: `draw(html)`, and what its address asks for beyond its name: `query()`, null for "not now".
export function definePart(name, draw, query = () => "") {
  draws.set(name, { draw, query });
}

// The world of this page has ended, and the page is being left.
export function stop() {
  draws.clear();
}

export function refresh(...names) {
  names.forEach((name) => wanted.add(name));
  if (!fetching) fetchWanted();
}

async function fetchWanted() {
  fetching = true;
  while (wanted.size) {
    const [name] = wanted;
    wanted.delete(name);
    const { draw, query } = draws.get(name) ?? {};
    const asked = query?.();
    if (asked == null) continue;
    try {
      const answer = await fetch(`/as/${me}/${place}/part/${name}${asked}`);
      const html = await answer.text();
      await released;
      if (answer.ok) draw(html);
    } catch {
      // The stream connects again by itself, and then everything is fetched.
    }
  }
  fetching = false;
}

// Remembers how the children of a list came from the server.
export function remember(list) {
  for (const node of list.children) source.set(node, node.outerHTML);
}

// Brings the children of a list, each known by its `data-key`, to what the server says they are.
export function patch(list, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let next = list.firstElementChild;
  for (const node of [...fresh.content.children]) {
    const known = old.get(node.dataset.key);
    old.delete(node.dataset.key);
    const text = node.outerHTML;
    if (known && source.get(known) === text) {
      if (known === next) next = next.nextElementSibling;
      else list.insertBefore(known, next);
      continue;
    }
    source.set(node, text);
    list.insertBefore(node, next);
    if (!known) continue;
    if (known === next) next = next.nextElementSibling;
    replace(known, node);
  }
  old.forEach((node) => node.remove());
}

function replace(known, node) {
  const focused = known.contains(document.activeElement) ? document.activeElement : null;
  carryWords(known, node);
  const before = all("details", known);
  all("details", node).forEach((one, index) => { if (before[index]?.open) one.open = true; });
  const again = focused && counterpart(focused, node);
  known.remove();
  if (!focused) return;
  // What was pressed may be gone; then its message has the focus, and the keyboard goes on from there.
  if (!again) node.tabIndex = -1;
  (again ?? node).focus({ preventScroll: true });
}

// Takes over what is typed in fields of text, which the server may not know yet.
export function carryWords(from, to) {
  for (const field of all("textarea[data-field], input[data-field]", from)) {
    if (["checkbox", "radio", "file", "hidden"].includes(field.type)) continue;
    const same = all("[data-field]", to).find((one) => one.dataset.field === field.dataset.field && one.tagName === field.tagName);
    if (same) same.value = field.value;
  }
}

// Takes over what is chosen in a form that the bot has changed, as far as it is still on offer.
export function carryChoices(from, to) {
  const chosen = all("input[type=checkbox][data-field], input[type=radio][data-field]", from);
  for (const field of all("input[type=checkbox][data-field], input[type=radio][data-field]", to)) {
    const same = chosen.find((one) => one.dataset.field === field.dataset.field && one.value === field.value);
    if (same) field.checked = same.checked;
  }
  for (const menu of all("select[data-field]", to)) {
    const same = all("select[data-field]", from).find((one) => one.dataset.field === menu.dataset.field);
    if (same && all("option", menu).some((one) => one.value === same.value)) menu.value = same.value;
  }
}

// The element that took the place of another: the same id, button, field or link.
export function counterpart(element, within) {
  if (element.id) return document.getElementById(element.id) ?? find(`#${CSS.escape(element.id)}`, within);
  const { element: name, field, leap, value } = element.dataset;
  const candidates = all(element.tagName, within).filter(
    (one) => one.dataset.element === name && one.dataset.field === field && one.dataset.leap === leap && one.dataset.value === value
      && one.getAttribute("href") === element.getAttribute("href") && one.value === element.value,
  );
  return candidates.find((one) => one.textContent === element.textContent) ?? candidates[0];
}

// Draws a part that has no keys as a whole, and keeps the focus in it.
export function redraw(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const top = part.scrollTop;
  part.innerHTML = html;
  part.scrollTop = top;
  if (focused) counterpart(focused, part)?.focus();
}
