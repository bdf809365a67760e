// Asking the sandbox to do something, and saying what it answers.
import { find } from "./dom.js";

export const { handle: me, place, channel, kind } = document.body.dataset;
const SILENT = "The sandbox does not answer. Is it still running in the terminal?";

// Sends JSON or a form; returns the answer, in which `problem` says what went wrong, or null when nothing answers.
export async function ask(address, content = {}, options = {}) {
  const isForm = content instanceof FormData || content instanceof Blob;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: isForm ? {} : { "Content-Type": "application/json" },
      body: isForm ? content : JSON.stringify(content),
      ...options,
    });
    return await answer.json();
  } catch {
    return { problem: SILENT };
  }
}

// The same, with a notice for a problem; says whether it was done.
export async function post(address, content, options) {
  const answer = await ask(address, content, options);
  if (answer.problem) notice(answer.problem);
  return !answer.problem;
}

export const act = (deed, content, options) => post(`/as/${me}/do/${deed}`, { place, ...content }, options);

let noticeTimer;
export function notice(text) {
  const shown = find("dialog[open] .notice") ?? find("#notice");
  // A modal dialog hides what lies below it from eyes and screen readers, so the notice moves into it.
  const holder = find("#modal[open]") ?? document.body;
  if (shown.parentElement !== holder) holder.append(shown);
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(hideNotice, 9000);
}

export function hideNotice() {
  const shown = find("#notice");
  shown.hidden = true;
  if (shown.parentElement !== document.body) document.body.append(shown);
}
