// Messages: pressing what is in them, reacting, and keeping the list where the reader is.
import { all, find } from "./dom.js";
import { sure } from "./dialogs.js";
import { forget, surroundings } from "./fields.js";
import { closeMenu, messageOf } from "./menus.js";
import { definePart, patch, remember } from "./parts.js";
import { act, kind, place } from "./server.js";
import { prepareTables } from "./tables.js";

const NEAR_END = 90;
const list = find("#messages");

const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
const newer = (list) => find(".newer", list.parentElement);

export function drawList(list, html) {
  const atEnd = isAtEnd(list);
  const last = list.lastElementChild?.dataset.key;
  patch(list, html);
  prepareTables(list);
  if (atEnd) list.scrollTop = list.scrollHeight;
  // Whoever reads further up is told, and not torn away.
  else if (last && list.lastElementChild?.dataset.key !== last) newer(list).hidden = false;
}

export function goToEnd(list) {
  list.scrollTop = list.scrollHeight;
  newer(list).hidden = true;
}

// What comes from now on, while nobody looks or time moves, stands below a line that says so.
export function markFromHere() {
  const last = list && all("article", list).at(-1);
  if (last) list.dataset.since = last.dataset.ts.replace(".", "");
}

// Whoever writes or presses something has read what stands there.
export function everythingIsRead() {
  if (!list?.dataset.since) return;
  list.dataset.since = "";
  find(".unread-line", list)?.remove();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) markFromHere();
  else if (list && !find(".unread-line", list)) list.dataset.since = "";
});

document.addEventListener("scroll", (event) => {
  if (event.target.matches?.("[role=log]") && isAtEnd(event.target)) newer(event.target).hidden = true;
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-newer]");
  if (!button) return;
  const below = find("[role=log]", button.parentElement);
  goToEnd(below);
  below.focus();
});

async function use(button) {
  const { element, value = null } = button.dataset;
  if (button.getAttribute("aria-busy")) return;
  closeMenu(button);
  if (!await sure(button)) return;
  const { use: deed, about } = surroundings(button);
  forget();
  everythingIsRead();
  button.setAttribute("aria-busy", "true");
  await act(deed, { ...about(), element, value });
  button.removeAttribute("aria-busy");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-element], [data-react], [data-shortcut]");
  if (!button) return;
  const ts = messageOf(button)?.dataset.ts;
  if (button.dataset.react) {
    closeMenu(button);
    await act("react", { ts, name: button.dataset.react });
  } else if (button.dataset.shortcut) {
    closeMenu(button);
    await act("shortcut", { callback: button.dataset.shortcut, ...("onMessage" in button.dataset ? { ts } : {}) });
  } else {
    await use(button);
  }
});

// An explanation at the lower end of the list would open out of sight.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.why[open]")) find(".because", event.target).scrollIntoView({ block: "nearest" });
}, true);

if (list) {
  remember(list);
  prepareTables(list);
  const everything = new URLSearchParams(location.search).get("all") ? "&all=1" : "";
  definePart("messages", (html) => drawList(list, html), () => `?since=${list.dataset.since}${everything}`);
  list.scrollTop = list.scrollHeight;
  // Where more is new than fits, reading begins with the first of it.
  const line = find(".unread-line", list);
  if (line && line.offsetTop - list.offsetTop < list.scrollTop) line.scrollIntoView({ block: "start" });
}

const home = find("#home");
if (home) {
  remember(home);
  prepareTables(home);
  definePart("home", (html) => { patch(home, html); prepareTables(home); });
}
// The bot hears that its page was opened, as Slack tells it.
if (kind === "home" || kind === "bot") act("open-tab", { place });
