// Finding people and conversations in a list by some of their words, with the keyboard.
import { all, find } from "./dom.js";

const shown = (list) => all(".person", list).filter((one) => one.offsetParent !== null);

export function search(input) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const list = find(`#${input.dataset.search}`);
  for (const person of all(".person", list)) person.hidden = !words.every((word) => person.dataset.name.includes(word));
  for (const group of all(".group h3", list)) {
    group.hidden = all(".person", group.parentElement).every((one) => one.hidden);
  }
  // The divider stands between conversations and people, where both are shown.
  for (const divider of all(".divider", list)) {
    divider.hidden = divider.previousElementSibling.hidden || !shown(divider.nextElementSibling).length;
  }
  find(".nobody", list).hidden = shown(list).length > 0;
}

function move(list, input, step) {
  const people = shown(list);
  const to = people.indexOf(document.activeElement) + step;
  (to < 0 ? input : people[Math.min(to, people.length - 1)])?.focus();
}

export function prepareSearch() {
  for (const input of all("[data-search]")) {
    const list = find(`#${input.dataset.search}`);
    input.addEventListener("input", () => search(input));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      shown(list)[0]?.click();
    });
    for (const place of [input, list]) {
      place.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        move(list, input, event.key === "ArrowDown" ? 1 : -1);
      });
    }
  }
}
