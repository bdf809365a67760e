// Writing: drafts that survive a change of page, completion of commands and names, Enter to send.
import { all, find, grow } from "./dom.js";
import { act, me, place } from "./server.js";
import { everythingIsRead, goToEnd } from "./messages.js";
import { openThread } from "./panels.js";

const MOST_NAMES = 8;

class Composer {
  constructor(form) {
    this.form = form;
    this.area = find("textarea", form);
    this.list = find("[role=listbox]", form);
    this.inThread = "inThread" in form.dataset;
    this.restore();
    this.area.readOnly = false; // what is typed before anybody listens would be lost
    this.area.addEventListener("input", () => { this.changed(); });
    this.area.addEventListener("keydown", (event) => { if (this.key(event)) event.preventDefault(); });
    this.area.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the writing goes on
      const option = event.target.closest("[role=option]");
      if (option) this.complete(option);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  get draftKey() { return `draft ${me} ${place} ${this.inThread ? openThread() : ""}`; }

  restore() {
    this.area.value = sessionStorage.getItem(this.draftKey) ?? "";
    grow(this.area);
  }

  write(text) {
    this.area.value = text;
    this.area.focus();
    this.changed();
  }

  changed() {
    grow(this.area);
    if (this.area.value) sessionStorage.setItem(this.draftKey, this.area.value);
    else sessionStorage.removeItem(this.draftKey);
    this.suggest();
  }

  async send() {
    const text = this.area.value;
    if (!text.trim()) return;
    this.area.value = "";
    this.changed();
    const list = find("[role=log]", this.form.parentElement);
    if (list) goToEnd(list); // where it will stand, and what answers it
    everythingIsRead();
    const done = await act("say", { text, ...(this.inThread ? { thread: openThread() } : {}) });
    if (!done && !this.area.value) { this.area.value = text; this.changed(); }
  }

  // Commands at the beginning, names of people after an @.
  suggest() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const command = this.inThread ? null : before.match(/^\/\S*$/);
    const mention = before.match(/(?:^|\s)@([\w.-]*)$/);
    let options = [];
    if (command) options = commandsLike(before);
    else if (mention) options = namesLike(mention[1].toLowerCase());
    this.show(options);
  }

  show(options) {
    this.list.replaceChildren(...options);
    options.forEach((option, index) => {
      option.id = `${this.form.id}-choice-${index}`;
      option.setAttribute("role", "option");
    });
    this.list.hidden = options.length === 0;
    this.area.setAttribute("aria-expanded", options.length > 0);
    this.select(options[0]);
  }

  close() { this.show([]); }

  select(option) {
    all("[role=option]", this.list).forEach((one) => one.setAttribute("aria-selected", one === option));
    if (option) { this.area.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else this.area.removeAttribute("aria-activedescendant");
  }

  complete(option) {
    const at = this.area.selectionStart;
    const before = this.area.value.slice(0, at).replace(/\S*$/, `${option.dataset.insert} `);
    this.area.value = before + this.area.value.slice(at);
    this.area.setSelectionRange(before.length, before.length);
    this.area.focus();
    this.changed();
  }

  // Says whether the key has been dealt with.
  key(event) {
    const options = all("[role=option]", this.list);
    const chosen = options.find((one) => one.getAttribute("aria-selected") === "true");
    if (chosen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const step = event.key === "ArrowDown" ? 1 : options.length - 1;
      this.select(options[(options.indexOf(chosen) + step) % options.length]);
      return true;
    }
    const isWhole = chosen?.dataset.insert === this.area.value.trim();
    if (chosen && (event.key === "Tab" || (event.key === "Enter" && !isWhole))) { this.complete(chosen); return true; }
    if (chosen && event.key === "Escape") { this.close(); event.stopPropagation(); return true; }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { this.send(); return true; }
    return false;
  }
}

function commandsLike(typed) {
  const known = all("li", find("#commands").content);
  return known.filter((one) => one.dataset.insert.startsWith(typed)).map((one) => one.cloneNode(true));
}

function namesLike(typed) {
  const people = all("#people .person").filter((one) => one.dataset.name.includes(typed) || one.dataset.user.includes(typed));
  // Whose name begins so comes first.
  const begins = (one) => ` ${one.dataset.name}`.includes(` ${typed}`);
  people.sort((a, b) => begins(b) - begins(a));
  return people.slice(0, MOST_NAMES).map((one) => {
    const option = document.createElement("li");
    option.dataset.insert = `@${one.dataset.user}`;
    const name = document.createElement("b");
    name.textContent = find(".name", one).textContent;
    option.append(name, ` @${one.dataset.user}`);
    return option;
  });
}

const composers = all("[data-compose]").map((form) => new Composer(form));
document.addEventListener("thread-opened", () => composers.filter((one) => one.inThread).forEach((one) => { one.restore(); one.area.focus(); }));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-type]");
  if (button) composers[0].write(button.dataset.type);
});
