// A block copied from a spreadsheet and pasted into a cell with data-column fills that cell and those to its
// right and below; rows are added as needed.
import { addRow } from "../ui/sheet.js";

const MOST_ROWS = 300;

function blockOf(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.slice(0, MOST_ROWS).map((line) => line.split("\t"));
}

function cellIn(row, column) {
  return row.querySelector(`[data-column="${column}"]`);
}

function put(field, text) {
  if (field.localName === "select") {
    const wanted = text.trim().toLowerCase();
    const option = [...field.options].find(
      (one) => one.value.toLowerCase() === wanted || one.text.trim().toLowerCase() === wanted,
    );
    if (!option && wanted) field.append(new Option(text.trim(), text.trim()));
    field.value = option ? option.value : text.trim();
  } else {
    field.value = text.trim();
  }
}

document.addEventListener("paste", (event) => {
  const start = event.target.closest?.("[data-sheet-row] [data-column]");
  const text = event.clipboardData?.getData("text") ?? "";
  if (!start || start.localName === "textarea" || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const sheet = start.closest("[data-sheet]");
  const rows = sheet.querySelector("[data-sheet-rows]");
  const first = [...rows.children].indexOf(start.closest("[data-sheet-row]"));
  blockOf(text).forEach((cells, down) => {
    while (rows.children.length <= first + down) addRow(sheet);
    cells.forEach((cell, right) => {
      const field = cellIn(rows.children[first + down], Number(start.dataset.column) + right);
      if (field) put(field, cell);
    });
  });
  start.focus();
  start.dispatchEvent(new Event("input", { bubbles: true }));
});
