// The modal in front: what is typed in it is told to the server, and kept when the bot changes the form.
// It uses the helpers of page.js, which is loaded before it.
"use strict";

let openedFrom = null;

function typedValues(dialog) {
  const values = {};
  for (const one of all("[name]", dialog)) {
    if (one.type === "checkbox") (values[one.name] ??= []).push(...(one.checked ? [one.value] : []));
    else if (one.type === "radio") values[one.name] = one.checked ? one.value : (values[one.name] ?? null);
    else values[one.name] = one.value || null;
  }
  return values;
}

const modal = () => find("#modal dialog");

let keepTimer;

function typed() {
  clearTimeout(keepTimer); // whatever is done with it tells the server what is typed
  return { view: modal().dataset.view, values: typedValues(modal()) };
}

function drawModal(html) {
  const before = modal();
  const kept = before ? { view: before.dataset.view, ...remember(before) } : null;
  if (!before) openedFrom = document.activeElement;
  find("#modal").innerHTML = html;
  const dialog = modal();
  if (!dialog) { openedFrom?.isConnected ? openedFrom.focus() : find("#compose-text").focus(); return; }
  dialog.showModal();
  const wrong = find("[aria-invalid=true]", dialog);
  if (kept?.view === dialog.dataset.view) restore(dialog, kept);
  else (find(".modal-body [name]", dialog) ?? dialog).focus();
  if (wrong) { wrong.focus(); wrong.closest(".field").scrollIntoView({ block: "nearest" }); }
  all("textarea", dialog).forEach(grow);
}

function remember(dialog) {
  const focused = document.activeElement;
  return {
    texts: all("textarea, input[type=text]", dialog).map((one) => [one.name, one.value]),
    focus: focused?.name,
    caret: focused?.selectionStart,
    scroll: find(".modal-body", dialog).scrollTop,
  };
}

function restore(dialog, kept) {
  for (const [name, value] of kept.texts) {
    const field = all("textarea, input[type=text]", dialog).find((one) => one.name === name);
    if (field) field.value = value;
  }
  find(".modal-body", dialog).scrollTop = kept.scroll;
  const field = all("[name]", dialog).find((one) => one.name === kept.focus);
  field?.focus();
  if (kept.caret != null && field?.setSelectionRange && field.type !== "date") field.setSelectionRange(kept.caret, kept.caret);
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 240)}px`;
}

async function closeModal() {
  clearTimeout(keepTimer);
  await act("modal-close");
}

async function submitModal(form) {
  const button = find("[type=submit]", form);
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await act("modal-submit", typed());
  button.removeAttribute("aria-busy");
}

document.addEventListener("input", (event) => {
  if (!event.target.closest("#modal [name]")) return;
  clearTimeout(keepTimer);
  keepTimer = setTimeout(() => { if (modal()) act("modal-keep", typed()); }, 300);
});

document.addEventListener("change", async (event) => {
  const field = event.target.closest("#modal [data-dispatch]");
  if (field) await act("modal-act", { element: field.name, value: typedValues(modal())[field.name], ...typed() });
});

// Escape closes a modal on the server too, so that the bot hears of it and other windows follow.
document.addEventListener("cancel", (event) => {
  if (event.target.closest("#modal")) { event.preventDefault(); closeModal(); }
}, true);

// A modal that was open before a reload is still in front.
modal()?.showModal();
