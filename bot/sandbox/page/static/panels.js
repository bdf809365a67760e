// The panels beside a conversation: a thread, or the inspector.
import { all, find } from "./dom.js";
import { drawList } from "./messages.js";
import { closeMenu, messageOf } from "./menus.js";
import { definePart, patch, refresh, remember } from "./parts.js";
import { me } from "./server.js";
import { prepareTables } from "./tables.js";

const threadPanel = find("#thread-panel");
const inspectorPanel = find("#inspector-panel");
let inspected = "";
let openedFrom = null;

export const openThread = () => new URLSearchParams(location.search).get("thread") ?? "";

function open(panel) {
  if (panel.hidden) openedFrom = document.activeElement;
  threadPanel.hidden = panel !== threadPanel;
  inspectorPanel.hidden = panel !== inspectorPanel;
  document.body.classList.add("with-panel");
  find("header [data-inspect]").setAttribute("aria-expanded", panel === inspectorPanel);
}

export function closePanel() {
  const wasOpen = !threadPanel.hidden || !inspectorPanel.hidden;
  threadPanel.hidden = inspectorPanel.hidden = true;
  document.body.classList.remove("with-panel");
  find("header [data-inspect]").setAttribute("aria-expanded", "false");
  remind("");
  if (wasOpen) (openedFrom?.isConnected ? openedFrom : find("#compose-text") ?? find("#home"))?.focus();
  return wasOpen;
}

// The open thread stands in the address, so that a reload finds it again.
function remind(ts) {
  const query = new URLSearchParams(location.search);
  if (ts) query.set("thread", ts);
  else query.delete("thread");
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

async function showThread(ts) {
  if (openThread() !== ts) find("#thread").replaceChildren();
  remind(ts);
  open(threadPanel);
  refresh("thread", "messages", "places");
  document.dispatchEvent(new CustomEvent("thread-opened"));
}

function showInspector(ts) {
  if (inspected !== ts) find("#inspector").replaceChildren();
  inspected = ts;
  remind("");
  open(inspectorPanel);
  refresh("inspector");
  find("#inspector").focus();
}

function narrow() {
  const typed = find("#call-filter").value.toLowerCase();
  const onlyRefused = find("#only-refused").checked;
  for (const call of all(".call", inspectorPanel)) {
    const fits = find("summary", call).textContent.toLowerCase().includes(typed);
    call.hidden = !fits || (onlyRefused && !call.classList.contains("refused"));
  }
}

definePart("thread", (html) => drawList(find("#thread"), html), () => (openThread() ? `?thread=${openThread()}` : null));
definePart("inspector", (html) => { patch(find("#inspector"), html); narrow(); }, () => (inspectorPanel.hidden ? null : `?ts=${inspected}`));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-thread], [data-inspect], [data-inspect-message], [data-close-panel]");
  if (!button) return;
  if ("closePanel" in button.dataset) { closePanel(); return; }
  if ("inspectMessage" in button.dataset) {
    const { ts } = messageOf(button).dataset;
    closeMenu(button);
    showInspector(ts);
  } else if (button.dataset.thread) showThread(button.dataset.thread);
  else if (!button.dataset.inspect && button.closest("header") && !inspectorPanel.hidden) { closeMenu(button); closePanel(); }
  else { closeMenu(button); showInspector(button.dataset.inspect); }
});

// The JSON of a call is fetched when somebody opens it.
inspectorPanel.addEventListener("toggle", async (event) => {
  const call = event.target.closest(".call[open]");
  const holder = call && find(".json", call);
  if (!holder || holder.childElementCount) return;
  const answer = await fetch(`/as/${me}/call/${call.dataset.call}`);
  holder.innerHTML = answer.ok ? await answer.text() : "<p class=\"small\">This is not kept any more.</p>";
}, true);

inspectorPanel.addEventListener("input", narrow);

remember(find("#thread"));
prepareTables(find("#thread"));
