// The page's own dialogs: where to go, whom to write to, are you sure, start over.
import { all, find } from "./dom.js";
import { closeMenu } from "./menus.js";
import { definePart, redraw, refresh } from "./parts.js";
import { ask, me, notice } from "./server.js";
import { prepareSearch, search } from "./search.js";

// Asks before a press that its author wants confirmed; says whether to go on.
export function sure(button) {
  const { confirmTitle, confirmText, confirmYes, confirmNo, confirmStyle } = button.dataset;
  if (!confirmTitle) return Promise.resolve(true);
  const dialog = find("#confirm");
  find("#confirm-title").textContent = confirmTitle;
  find("#confirm-text").textContent = confirmText;
  find("#confirm-no").textContent = confirmNo;
  find("#confirm-yes").textContent = confirmYes;
  find("#confirm-yes").className = `button ${confirmStyle}`;
  dialog.returnValue = "no";
  dialog.showModal();
  find("#confirm-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function openSwitcher(what = "all") {
  const dialog = find("#switcher");
  if (dialog.open) return;
  find(".conversations", dialog).hidden = what === "people";
  dialog.showModal();
  refresh("people");
  const input = find("input", dialog);
  input.value = "";
  search(input);
  input.focus();
}

async function writeTo(form) {
  const chosen = all("input:checked", form).map((one) => one.value);
  if (!chosen.length) { notice("Choose at least one person."); return; }
  const answer = await ask(`/as/${me}/converse`, { with: chosen });
  if (answer.problem) notice(answer.problem);
  else location.assign(answer.address);
}

async function startOver(form) {
  const button = find("[type=submit]", form);
  const content = new FormData();
  const start = find("[name=start]:checked", form).value;
  const file = find("#roster").files[0];
  if (start === "own" && !file) { tellNotes(["Choose a file first."]); find("#roster").focus(); return; }
  content.append("start", start);
  if (start === "own") content.append("roster", file);
  button.setAttribute("aria-busy", "true");
  const answer = await ask("/start-over", content);
  button.removeAttribute("aria-busy");
  if (answer.address) { sessionStorage.clear(); location.assign(answer.address); return; }
  tellNotes([answer.problem, ...(answer.notes ?? [])]);
}

function tellNotes(lines) {
  const notes = find("#start-notes");
  notes.hidden = false;
  notes.replaceChildren(...lines.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph;
  }));
}

find("#roster").addEventListener("change", () => { find("[name=start][value=own]").checked = true; });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open-switcher], [data-open-new], [data-open-start], [data-close-dialog]");
  if (!button) return;
  const data = button.dataset;
  if (data.openSwitcher) openSwitcher(data.openSwitcher);
  else if ("openNew" in data) find("#new-message").showModal();
  else if ("openStart" in data) { closeMenu(button); find("#start-notes").hidden = true; find("#start-over").showModal(); }
  else button.closest("dialog").close();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-new]")) { event.preventDefault(); writeTo(form); }
  else if (form.matches("[data-start]")) { event.preventDefault(); startOver(form); }
});

definePart("people", (html) => { redraw(find("#people"), html); search(find("#switcher [data-search]")); }, () => (find("#switcher").open ? "" : null));
prepareSearch();

