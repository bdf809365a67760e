// Data tables: sorted by a column's heading, a page at a time.
import { all, find } from "./dom.js";

const ready = new WeakSet();

export function prepareTables(within) {
  for (const block of all("[data-table]", within)) {
    if (ready.has(block)) continue;
    ready.add(block);
    block.page = 0;
    show(block);
  }
}

function show(block) {
  const size = Number(block.dataset.table);
  const rows = all("tbody tr", block);
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  block.page = Math.min(Math.max(0, block.page), last);
  const begin = block.page * size;
  rows.forEach((row, index) => { row.hidden = index < begin || index >= begin + size; });
  const pager = find(".pager", block);
  pager.hidden = last === 0;
  find("[role=status]", pager).textContent = `Rows ${begin + 1} to ${Math.min(begin + size, rows.length)} of ${rows.length}`;
  all("[data-page]", pager).forEach((button) => {
    button.setAttribute("aria-disabled", Number(button.dataset.page) < 0 ? block.page === 0 : block.page === last);
  });
}

function sort(block, button) {
  const column = Number(button.dataset.sort);
  const heading = button.closest("th");
  const descending = heading.getAttribute("aria-sort") === "ascending";
  all("th", heading.parentElement).forEach((one) => one.setAttribute("aria-sort", "none"));
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const rows = all("tbody tr", block);
  // A column of numbers only is sorted by number, else by the words.
  const byNumber = rows.every((row) => row.cells[column].dataset.number !== undefined);
  const compare = byNumber
    ? (a, b) => Number(a.cells[column].dataset.number) - Number(b.cells[column].dataset.number)
    : (a, b) => a.cells[column].textContent.localeCompare(b.cells[column].textContent);
  rows.sort((a, b) => (descending ? -1 : 1) * compare(a, b));
  find("tbody", block).append(...rows);
  block.page = 0;
  show(block);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sort], [data-page]");
  const block = button?.closest("[data-table]");
  if (!block || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.sort !== undefined) { sort(block, button); return; }
  block.page += Number(button.dataset.page);
  show(block);
});
