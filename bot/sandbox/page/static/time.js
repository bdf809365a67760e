// Moving the workspace's time, trouble with Slack, and the life of the others.
import { all, find } from "./dom.js";
import { closeMenu } from "./menus.js";
import { markFromHere } from "./messages.js";
import { definePart, redraw, refresh } from "./parts.js";
import { ask, me, notice } from "./server.js";

const SLOW_MS = 300;
const bar = find("#time");
const mode = () => find(".news", bar).dataset.mode;

async function leap(button) {
  if (bar.getAttribute("aria-busy")) return;
  bar.setAttribute("aria-busy", "true");
  markFromHere();
  const slow = setTimeout(showWork, SLOW_MS);
  const answer = await ask("/time", { step: button.dataset.leap, who: me });
  clearTimeout(slow);
  bar.removeAttribute("aria-busy");
  if (answer.problem) { find(".way", bar).hidden = true; notice(answer.problem); }
  refresh("time", "messages", "home", "places", "people");
}

// That time moves is said once; how far it has come stands in the clock and the line below it, for eyes alone.
function showWork() {
  const way = find(".way", bar);
  if (!way.hidden) return;
  bar.setAttribute("aria-busy", "true");
  way.hidden = false;
  find("[role=status]", bar).textContent = "Time is moving…";
  find("[popovertarget=happened]", bar)?.remove();
}

// Shows the moment that a move has reached, be it this window's or another's; `share` is empty if its end is unknown.
export function showWay({ iso, day, short_day: short, time, share }) {
  showWork();
  const clock = find("time", bar);
  clock.dateTime = iso;
  find(".date", clock).textContent = day;
  find(".date", clock).dataset.short = short;
  find("b", clock).textContent = time;
  if (share) find(".way", bar).value = Number(share);
}

async function switchTrouble(item) {
  closeMenu(item);
  const answer = await ask("/trouble", { mode: item.dataset.trouble });
  notice(answer.problem ?? answer.said);
  refresh("time");
}

async function switchOthers(button) {
  closeMenu(button);
  const on = button.getAttribute("aria-checked") !== "true";
  const answer = await ask("/others", { mode: on ? "on" : "off" });
  notice(answer.problem ?? answer.said);
  refresh("time");
}

function showMode() {
  for (const item of all("button[data-others]")) item.setAttribute("aria-checked", find(".news", bar).dataset.others === "on");
  for (const item of all("[data-trouble]")) item.setAttribute("aria-checked", item.dataset.trouble === mode());
  for (const opener of all("[popovertarget=trouble], [popovertarget=world]")) opener.classList.toggle("on", mode() !== "off");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-leap], [data-trouble], button[data-others]");
  if (button?.dataset.leap) leap(button);
  else if (button?.dataset.trouble) switchTrouble(button);
  else if (button) switchOthers(button);
});

let drawn = "";
definePart("time", (html) => {
  bar.removeAttribute("aria-busy");
  if (html === drawn && find(".way", bar).hidden) return; // whoever reads what happened may read on
  drawn = html;
  redraw(bar, html);
  showMode();
});
showMode();
