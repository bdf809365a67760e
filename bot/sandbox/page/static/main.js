// Puts the page together: its parts, its keys, and the stream of what others and the bot do.
import { find } from "./dom.js";
import "./fields.js";
import "./menus.js";
import "./modal.js";
import "./messages.js";
import "./compose.js";
import { showWay } from "./time.js";
import { openSwitcher } from "./dialogs.js";
import { closePanel } from "./panels.js";
import { definePart, redraw, refresh, stop } from "./parts.js";
import { channel, me, notice } from "./server.js";

definePart("places", (html) => redraw(find("#sidebar"), html));

// On a narrow screen the list of conversations is a page of its own.
function toggleList() {
  const isOpen = document.body.classList.toggle("nav-open");
  if (isOpen) find("#sidebar [aria-current], #sidebar a")?.focus();
  else find("[data-toggle-nav]").focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toggle-nav]")) toggleList();
});

document.addEventListener("keydown", (event) => {
  if (find("dialog[open]") || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openSwitcher();
  } else if (event.key === "Escape" && !find("[popover]:popover-open")) {
    if (document.body.classList.contains("nav-open")) toggleList();
    else closePanel();
  }
});

// Until here a click would go unheard, so the style sheet holds it back.
document.body.classList.add("ready");

const stream = new EventSource(`/as/${me}/live`);
// What changed before the stream stood, be it between the page's making and now, was told to nobody.
stream.onopen = () => refresh("messages", "thread", "home", "modal", "places", "time");
stream.onmessage = (event) => {
  const news = JSON.parse(event.data);
  if (news.part === "start-over") { stop(); location.assign("/"); }
  else if (news.part === "refused") { notice(news.text); refresh("inspector"); }
  else if (news.part === "messages") refresh(...(news.channel === channel ? ["messages", "thread", "places"] : ["places"]));
  else if (news.part === "moving") showWay(news);
  else if (news.part === "time") refresh("time", "messages", "home");
  else if (news.part === "people") refresh("places", "people");
  else refresh(news.part);
};
