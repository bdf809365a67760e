// Menus: where they open, and how the keyboard moves in them.
import { all, find } from "./dom.js";

const GAP = 4;

// The button that opened a menu; every message has one for the same menu.
const openers = new WeakMap();

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[popovertarget]");
  if (button) openers.set(document.getElementById(button.getAttribute("popovertarget")), button);
}, true);

// Returns the message that an element stands in, or for which its menu was opened.
export function messageOf(element) {
  const menu = element.closest("[popover]");
  return element.closest(".message") ?? openers.get(menu)?.closest(".message");
}

function lay(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= window.innerHeight || at.top < height + GAP;
  menu.style.left = `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, below ? Math.min(at.bottom + GAP, window.innerHeight - height - GAP) : at.top - GAP - height)}px`;
}

const items = (menu) => all("[role^=menuitem]", menu);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[popover]")) return;
  const isOpen = event.newState === "open";
  const button = openers.get(menu);
  button?.setAttribute("aria-expanded", isOpen);
  menu.classList.toggle("placed", isOpen);
  if (!isOpen || !button) return;
  lay(menu, button);
  const [first] = items(menu);
  // In a menu of one choice begin at what is chosen, in any other at the top.
  ((first?.getAttribute("role") === "menuitemradio" && find("[aria-checked=true]", menu)) || first)?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[popover][role=menu]");
  if (!menu) return;
  const list = items(menu);
  const index = list.indexOf(document.activeElement);
  const to = { ArrowDown: index + 1, ArrowRight: index + 1, ArrowUp: index - 1, ArrowLeft: index - 1, Home: 0, End: list.length - 1 }[event.key];
  if (to === undefined) {
    if (event.key === "Tab") menu.hidePopover();
    return;
  }
  event.preventDefault();
  list[(to + list.length) % list.length].focus();
});

// Choosing something closes the menu and gives the focus back to its button.
export function closeMenu(item) {
  const menu = item.closest("[popover]");
  if (!menu) return;
  menu.hidePopover();
  openers.get(menu)?.focus();
}

window.addEventListener("resize", () => all("[popover]:popover-open").forEach((menu) => menu.hidePopover()));
