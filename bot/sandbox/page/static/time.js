// Moving the workspace's time, trouble with Slack, and the life of the others.
import { all, find } from "./dom.js";
import { closeMenu } from "./menus.js";
import { definePart, redraw, refresh } from "./parts.js";
import { ask, me, notice } from "./server.js";

const SLOW_MS = 400;
const bar = find("#time");
const mode = () => find(".news", bar).dataset.mode;

async function leap(button) {
  if (bar.getAttribute("aria-busy")) return;
  bar.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => { find(".news", bar).textContent = "Time is moving…"; }, SLOW_MS);
  const answer = await ask("/time", { step: button.dataset.leap, who: me });
  clearTimeout(slow);
  bar.removeAttribute("aria-busy");
  if (answer.problem) notice(answer.problem);
  refresh("time", "messages", "home", "places", "people");
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
  find("[popovertarget=trouble]").classList.toggle("on", mode() !== "off");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-leap], [data-trouble], button[data-others]");
  if (button?.dataset.leap) leap(button);
  else if (button?.dataset.trouble) switchTrouble(button);
  else if (button) switchOthers(button);
});

definePart("time", (html) => { redraw(bar, html); showMode(); });
showMode();
