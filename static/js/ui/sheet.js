// [data-sheet]: rows of a small table are added and removed in the page. Enter goes to the same field of the
// next row, and adds a row after the last.
// The number in each field's name is kept in step with the row's place. Tells "sheet:changed".
export function rowsOf(sheet) {
  return sheet.querySelector("[data-sheet-rows]");
}

export function grow(sheet) {
  const template = sheet.querySelector("[data-sheet-template]");
  rowsOf(sheet).append(template.content.cloneNode(true));
  renumber(sheet);
}

export function addRow(sheet) {
  grow(sheet);
  rowsOf(sheet).lastElementChild.querySelector("input, select").focus();
}

function removeRow(sheet, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(sheet);
  (next?.querySelector("[data-sheet-remove]") ?? sheet.querySelector("[data-sheet-add]")).focus();
}

function renumber(sheet) {
  const place = new RegExp(`^${sheet.dataset.sheet}-(\\d+|__row__)`);
  [...rowsOf(sheet).children].forEach((row, index) => {
    row.querySelector("[data-sheet-number]").textContent = String(index + 1);
    for (const element of row.querySelectorAll("[name], [id], [aria-describedby]")) {
      for (const attribute of ["name", "id", "value", "aria-describedby"]) {
        if (attribute === "value" && element.localName !== "button") continue;
        const old = element.getAttribute(attribute);
        if (old) element.setAttribute(attribute, old.replace(place, `${sheet.dataset.sheet}-${index}`));
      }
    }
  });
  sheet.dispatchEvent(new CustomEvent("sheet:changed", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const sheet = event.target.closest("[data-sheet]");
  if (!sheet) return;
  const remove = event.target.closest("[data-sheet-remove]");
  if (!remove && !event.target.closest("[data-sheet-add]")) return;
  event.preventDefault();
  if (remove) removeRow(sheet, remove.closest("[data-sheet-row]"));
  else addRow(sheet);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-sheet-row] input")) return;
  event.preventDefault();
  const row = event.target.closest("[data-sheet-row]");
  if (row.nextElementSibling) fieldLike(event.target, row, row.nextElementSibling)?.focus();
  else addRow(event.target.closest("[data-sheet]"));
});

// The rows are alike: the field at the same place.
function fieldLike(field, row, other) {
  const place = [...row.querySelectorAll("input, select, textarea")].indexOf(field);
  const same = other.querySelectorAll("input, select, textarea")[place];
  return same?.getClientRects().length ? same : other.querySelector("input, select");
}
