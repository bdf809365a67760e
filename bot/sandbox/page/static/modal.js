// The modal in front. What is typed in it stays when the bot changes the form.
import { all, find, grow } from "./dom.js";
import { forget, typedValues } from "./fields.js";
import { carryChoices, carryWords, counterpart, definePart } from "./parts.js";
import { act, hideNotice } from "./server.js";

const dialog = find("#modal");
let openedFrom = null;

function draw(html) {
  const before = find("form", dialog);
  const template = document.createElement("template");
  template.innerHTML = html;
  const form = find("form", template.content);
  if (!form) { if (before) close(before); return; }
  const same = before?.dataset.view === form.dataset.view;
  const focused = before?.contains(document.activeElement) ? document.activeElement : null;
  const caret = focused?.selectionStart;
  const top = before && find(".modal-body", before).scrollTop;
  if (same) { carryWords(before, form); carryChoices(before, form); }
  if (before) before.replaceWith(form);
  else { openedFrom = document.activeElement; dialog.prepend(form); }
  if (!dialog.open) dialog.showModal();
  all("textarea", form).forEach(grow);
  if (same && titleOf(before) === titleOf(form)) restore(form, focused, caret, top);
  else begin(form);
  const wrong = find("[aria-invalid=true]", form);
  if (wrong) { wrong.focus(); wrong.closest(".field").scrollIntoView({ block: "nearest" }); }
}

const titleOf = (form) => find("#modal-title", form).textContent;

// A form begins at its top: a first field that stands further down would be scrolled to, and what is above it missed.
function begin(form) {
  const first = find("[autofocus]", form) ?? find(".modal-body [data-field]:not(.files), .modal-body input", form);
  const end = find(".modal-body", form).getBoundingClientRect().bottom;
  const isSeen = first && first.getBoundingClientRect().bottom <= end;
  (isSeen ? first : find("#modal-title", form)).focus();
}

function restore(form, focused, caret, top) {
  find(".modal-body", form).scrollTop = top;
  const field = focused && counterpart(focused, form);
  if (!field) { find("#modal-title", form).focus(); return; }
  field.focus({ preventScroll: true });
  if (caret != null && field.setSelectionRange && ["text", "textarea", "url"].includes(field.type)) field.setSelectionRange(caret, caret);
}

function close(form) {
  form.remove();
  hideNotice();
  dialog.close();
  // The browser gives the focus back to where it was; that place may have been drawn anew meanwhile.
  if (document.activeElement === document.body) {
    const again = openedFrom && counterpart(openedFrom, document.body);
    (again ?? find("#compose-text") ?? find("#home"))?.focus();
  }
}

async function submit(form) {
  const button = find("[type=submit]", form);
  if (!button || button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  forget();
  await act("modal-submit", { view: form.dataset.view, values: typedValues(form) });
  button.removeAttribute("aria-busy");
}

async function leave(everything) {
  forget();
  await act("modal-close", { everything });
}

dialog.addEventListener("submit", (event) => { event.preventDefault(); submit(event.target); });
dialog.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
dialog.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close-modal]");
  if (button) leave(button.dataset.closeModal === "all");
});
// Escape closes a modal on the server too, so that the bot hears of it and other windows follow.
dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  leave(false);
});
// Ctrl+Enter sends a form from within a field of several lines.
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(find("form", dialog)); }
});

definePart("modal", draw);
// A modal that was open before a reload is still in front.
if (find("form", dialog)) { dialog.showModal(); all("textarea", dialog).forEach(grow); }
