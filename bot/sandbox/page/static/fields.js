// Fields of messages, modals and the Home tab: what is typed in them, and telling it to the server.
import { all, find } from "./dom.js";
import { act, ask, me, notice } from "./server.js";

const KEEP_MS = 300;
const SETTLE_MS = 700; // a date typed by hand is complete several times over
let pending = null;

// Returns what stands in the fields within an element, by their names.
export function typedValues(within) {
  const values = {};
  for (const one of all("[data-field]", within)) {
    const name = one.dataset.field;
    if (one.dataset.kind === "file_input") values[name] = all("[data-file]", one).map((file) => file.dataset.file);
    else if (one.type === "checkbox") (values[name] ??= []).push(...(one.checked ? [one.value] : []));
    else if (one.type === "radio") values[name] = one.checked ? one.value : (values[name] ?? null);
    else values[name] = one.value || null;
  }
  return values;
}

// Returns how an element's surroundings are told about: which deeds, and what goes with them.
export function surroundings(element) {
  const form = element.closest("#modal form");
  if (form) return { use: "modal-act", keep: "modal-keep", about: () => ({ view: form.dataset.view, values: typedValues(form) }) };
  const home = element.closest("#home");
  if (home) return { use: "home-act", keep: null, about: () => ({ values: typedValues(home) }) };
  const message = element.closest(".message");
  return { use: "press", keep: "message-keep", about: () => ({ ts: message.dataset.ts, values: typedValues(message) }) };
}

export async function dispatch(field) {
  const { use, about } = surroundings(field);
  const told = about();
  forget();
  await act(use, { ...told, element: field.dataset.field, value: told.values[field.dataset.field] });
}

// Whatever is done with a form tells the server all that is typed, so nothing needs to be kept apart from it.
export function forget() {
  clearTimeout(pending?.timer);
  pending = null;
}

function keepSoon(field) {
  const { keep, about } = surroundings(field);
  if (!keep) return;
  forget();
  const tell = (options) => { pending = null; if (field.isConnected) act(keep, about(), options); };
  pending = { tell, timer: setTimeout(tell, KEEP_MS) };
}

async function attach(input) {
  const holder = input.closest(".files");
  const room = Number(holder.dataset.most) - all("[data-file]", holder).length;
  if (input.files.length > room) notice(`This form takes ${holder.dataset.most} ${holder.dataset.most === "1" ? "file" : "files"} at the most.`);
  for (const file of [...input.files].slice(0, Math.max(0, room))) {
    const answer = await ask(`/as/${me}/upload?name=${encodeURIComponent(file.name)}`, file);
    if (answer.problem) { notice(answer.problem); continue; }
    const item = document.createElement("li");
    item.dataset.file = answer.id;
    item.textContent = file.name;
    find("ul", holder).append(item);
  }
  input.value = "";
  await tellFiles(holder);
}

async function tellFiles(holder) {
  const { keep, about } = surroundings(holder);
  if (keep) await act(keep === "modal-keep" ? "modal-files" : keep, about());
}

function narrow(input) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const choice of all(".choice", input.closest("fieldset"))) {
    choice.hidden = !words.every((word) => choice.textContent.toLowerCase().includes(word));
  }
}

document.addEventListener("input", (event) => {
  const target = event.target;
  if (target.matches("[data-filter]")) narrow(target);
  else if (target.matches("[data-field]")) keepSoon(target);
});

const IN_WORDS = new Set(["text", "textarea", "email", "url", "number"]);
let settling;

document.addEventListener("change", async (event) => {
  const target = event.target;
  if (target.matches("[data-upload]")) { await attach(target); return; }
  const holder = target.closest(".choices[data-most]");
  if (holder && target.checked && all("input:checked", holder).length > Number(holder.dataset.most)) {
    target.checked = false;
    notice(`At most ${holder.dataset.most} can be chosen here.`);
    return;
  }
  if (!target.matches("[data-dispatch]") || IN_WORDS.has(target.type)) return;
  clearTimeout(settling);
  if (["date", "time", "datetime-local"].includes(target.type)) settling = setTimeout(() => dispatch(target), SETTLE_MS);
  else await dispatch(target);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-remove-file]");
  if (!button) return;
  const holder = button.closest(".files");
  button.closest("[data-file]").remove();
  find("input", holder).focus();
  await tellFiles(holder);
});

// A field of words that the bot wants to hear of tells it with Enter, as Slack does.
document.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input[data-dispatch]") || !IN_WORDS.has(event.target.type)) return;
  event.preventDefault();
  await dispatch(event.target);
});

// A reload must not lose the last words.
window.addEventListener("pagehide", () => { clearTimeout(pending?.timer); pending?.tell({ keepalive: true }); });
