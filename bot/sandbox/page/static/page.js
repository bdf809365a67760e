// The page's behaviour: it asks the server to act, hears what changed, and fetches the changed parts as HTML.
"use strict";

const body = document.body;
const me = body.dataset.handle;
const place = body.dataset.place;
const channel = body.dataset.channel;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Asking the server

async function post(address, content = {}) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    const result = await answer.json();
    if (result.problem) notice(result.problem);
    return !result.problem;
  } catch {
    notice("The sandbox does not answer. Is it still running in the terminal?");
    return false;
  }
}

const act = (deed, content) => post(`/as/${me}/do/${deed}`, { place, ...content });

let noticeTimer;
function notice(text) {
  const shown = find("#notice");
  if (!shown) return;
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { shown.hidden = true; }, 8000);
}

// Parts of the page that are fetched anew when something changed

const wanted = new Set();
let fetching = false;

function refresh(...parts) {
  parts.forEach((part) => wanted.add(part));
  if (!fetching) fetchParts();
}

async function fetchParts() {
  fetching = true;
  while (wanted.size) {
    const [part] = wanted;
    wanted.delete(part);
    try {
      const answer = await fetch(`/as/${me}/${place}/part/${part}`);
      if (answer.ok) draw(part, await answer.text());
    } catch {
      // The stream connects again by itself, and then everything is fetched.
    }
  }
  fetching = false;
}

function draw(part, html) {
  if (part === "messages") drawMessages(html);
  else if (part === "modal") drawModal(html);
  else if (part === "people") { find("#people").innerHTML = html; search(find("[data-search=people]")); }
  else keepFocus(find(part === "places" ? "#sidebar" : "#time"), html);
}

function keepFocus(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const leap = focused?.dataset.leap;
  const address = focused?.getAttribute("href");
  part.innerHTML = html;
  if (leap) find(`[data-leap="${leap}"]`, part)?.focus();
  else if (address) all("a", part).find((one) => one.getAttribute("href") === address)?.focus();
}

function drawMessages(html) {
  const list = find("#messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const open = all("details[open]", list).map((one) => one.closest(".message")?.dataset.ts);
  const focused = list.contains(document.activeElement) && document.activeElement !== list;
  list.innerHTML = html;
  for (const ts of open) {
    const why = find(`[data-ts="${ts}"] .why`, list);
    if (why) why.open = true;
  }
  if (focused) list.focus();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

// What a click does

document.addEventListener("click", async (event) => {
  const target = event.target.closest("button, summary, a, li[role=option]");
  all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  if (!target) return;
  const data = target.dataset;
  if (data.leap) await leap(target);
  else if (data.element !== undefined) await use(target);
  else if (data.shortcut) await act("shortcut", { callback: data.shortcut });
  else if (data.type !== undefined) compose(data.type);
  else if (data.command) complete(target);
  else if ("closeModal" in data) await closeModal();
  else if ("openSwitcher" in data) openSwitcher();
  else if ("closeSwitcher" in data) find("#switcher").close();
  else if ("toggleNav" in data) toggleNav();
});

// A menu or an explanation at the lower end of the list would open out of sight.
document.addEventListener("toggle", (event) => {
  const shown = event.target.open && find(".options, p", event.target);
  if (shown) shown.scrollIntoView({ block: "nearest" });
}, true);

async function use(button) {
  const { element, value = null, confirm: question } = button.dataset;
  if (question && !window.confirm(question)) return;
  button.closest("details.menu")?.removeAttribute("open");
  button.setAttribute("aria-busy", "true");
  if (button.closest("#modal")) await act("modal-act", { element, value, ...typed() });
  else await act("press", { element, value, ts: button.closest(".message").dataset.ts });
  button.removeAttribute("aria-busy");
}

async function leap(button) {
  all("[data-leap]").forEach((one) => { one.setAttribute("aria-disabled", "true"); });
  if (find("#time").getAttribute("aria-busy")) return;
  find("#time").setAttribute("aria-busy", "true");
  await post("/time", { step: button.dataset.leap, who: me });
  find("#time").removeAttribute("aria-busy");
  refresh("time", "messages", "places", "people");
}

function toggleNav() {
  const open = body.classList.toggle("nav-open");
  find("[data-toggle-nav]").setAttribute("aria-expanded", open);
  if (open) find("#sidebar button, #sidebar a")?.focus();
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.target.id === "compose") await send();
  else if (event.target.closest("#modal")) await submitModal(event.target);
});

// Writing

const composer = find("#compose-text");

function compose(text) {
  composer.value = text;
  composer.focus();
  suggest();
}

async function send() {
  const text = composer.value;
  if (!text.trim()) return;
  composer.value = "";
  suggest();
  grow(composer);
  if (!await act("say", { text })) { composer.value = text; grow(composer); }
}

const options = () => all("#completion li").filter((one) => !one.hidden);
const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");

function suggest() {
  const text = composer.value;
  const list = find("#completion");
  all("li", list).forEach((one) => { one.hidden = !one.dataset.command.startsWith(text); });
  const open = text.startsWith("/") && options().length > 0 && !options().some((one) => one.dataset.command === text);
  list.hidden = !open;
  composer.setAttribute("aria-expanded", open);
  select(open ? options()[0] : null);
}

function select(option) {
  all("#completion li").forEach((one) => one.setAttribute("aria-selected", one === option));
  if (option) composer.setAttribute("aria-activedescendant", option.id);
  else composer.removeAttribute("aria-activedescendant");
}

function complete(option) {
  composer.value = `${option.dataset.command} `;
  find("#completion").hidden = true;
  composer.setAttribute("aria-expanded", "false");
  select(null);
  composer.focus();
}

composer?.addEventListener("input", () => { suggest(); grow(composer); });
composer?.addEventListener("keydown", (event) => {
  const open = !find("#completion").hidden;
  const shown = options();
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const step = event.key === "ArrowDown" ? 1 : shown.length - 1;
    select(shown[(shown.indexOf(chosen()) + step) % shown.length]);
  } else if (open && (event.key === "Tab" || (event.key === "Enter" && chosen()?.dataset.command !== composer.value.trim()))) {
    complete(chosen());
  } else if (open && event.key === "Escape") {
    find("#completion").hidden = true;
    composer.setAttribute("aria-expanded", "false");
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    send();
  } else {
    return;
  }
  event.preventDefault();
});

// People

function search(input) {
  if (!input) return;
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const list = find(`#${input.dataset.search}`);
  for (const person of all(".person", list)) person.hidden = !words.every((word) => person.dataset.name.includes(word));
  for (const group of all("[data-group]", list)) group.hidden = all(".person", group).every((one) => one.hidden);
  find(".nobody", list).hidden = all(".person", list).some((one) => !one.hidden);
}

function openSwitcher() {
  const dialog = find("#switcher");
  if (dialog.open) return;
  dialog.showModal();
  refresh("people");
  find("input", dialog).focus();
}

all("[data-search]").forEach((input) => {
  input.addEventListener("input", () => search(input));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    all(".person", find(`#${input.dataset.search}`)).find((one) => !one.hidden)?.click();
  });
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && me && !modal()) {
    event.preventDefault();
    openSwitcher();
  } else if (event.key === "Escape") {
    const menu = find("details.menu[open]");
    if (menu) { menu.open = false; find("summary", menu).focus(); }
    else if (body.classList.contains("nav-open")) { toggleNav(); find("[data-toggle-nav]").focus(); }
  }
});

// What others and the bot do

if (me) {
  const stream = new EventSource(`/as/${me}/live`);
  let connectedBefore = false;
  stream.onopen = () => {
    if (connectedBefore) refresh("messages", "modal", "places", "time");
    connectedBefore = true;
  };
  stream.onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (news.part === "messages") refresh(...(news.channel === channel ? ["messages", "places"] : ["places"]));
    else if (news.part === "modal") refresh("modal");
    else if (news.part === "time") refresh("time", "messages");
    else refresh("places");
  };
  const list = find("#messages");
  list.scrollTop = list.scrollHeight;
}
