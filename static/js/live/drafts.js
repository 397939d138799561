// What is being typed stays with its case: form[data-draft="note MM-0133"] names what it is a draft of. When the
// chair moves on the form gets another name: what was typed is kept under the old one, and comes back with it.
// Kept in this tab only, under the person's number; signing out forgets it (ui/leaving.js).
import { grow, rowsOf } from "../ui/sheet.js";

const KEPT = "draft";

export function keepDrafts(room) {
  const prefix = `${KEPT} ${room.dataset.person} `;
  const names = new WeakMap(); // form → the name it was last seen with
  const keyOf = (form) => `${prefix}${form.dataset.draft}`;

  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`${KEPT} `) && !key.startsWith(prefix)) sessionStorage.removeItem(key);
  }

  function look() {
    followTable();
    for (const form of document.querySelectorAll("form[data-draft]")) {
      const before = names.get(form);
      const isNew = before !== form.dataset.draft;
      names.set(form, form.dataset.draft);
      if (before && isNew) form.reset();
      if (restore(form) && isNew) form.closest("details")?.setAttribute("open", "");
    }
  }

  // A part that is drawn anew has its fields empty again: what was typed in them is put back.
  function restore(form) {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
    if (!kept) return false;
    growRows(form, kept);
    const seen = {};
    for (const field of typedIn(form)) {
      const place = (seen[field.name] = (seen[field.name] ?? -1) + 1);
      const value = kept[field.name]?.[place];
      if (value === undefined) continue;
      if (isChoice(field)) field.checked = value;
      else if (field.value !== value) field.value = value;
    }
    return true;
  }

  function keep(form) {
    const said = {};
    for (const field of typedIn(form)) {
      (said[field.name] ??= []).push(isChoice(field) ? field.checked : field.value);
    }
    sessionStorage.setItem(keyOf(form), JSON.stringify(said));
  }

  function forget(form) {
    sessionStorage.removeItem(keyOf(form));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keep(form);
  });
  document.addEventListener("part:drawn", look);
  document.addEventListener("quiet:done", (event) => {
    if (event.target.matches("form[data-draft]")) forget(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-vote]")) forget(event.target); // from here on its outbox keeps it
  });
  look();
}

// The form for a new note stands beside the parts: it is told which case is on the table, and its facts.
function followTable() {
  const form = document.querySelector("form[data-note-form]");
  const table = document.querySelector("[data-table]");
  if (!form) return;
  form.hidden = !table;
  if (!table || form.dataset.draft === `note ${table.dataset.table}`) return;
  form.dataset.draft = `note ${table.dataset.table}`;
  form.action = table.dataset.write;
  const anchors = document.querySelector("template[data-anchors]");
  form.querySelector("[name=anchor]").replaceChildren(anchors.content.cloneNode(true));
  form.querySelector("[name=version]").value = table.dataset.version;
}

// Rows that were added while typing are there again before they are filled.
function growRows(form, kept) {
  for (const sheet of form.querySelectorAll("[data-sheet]")) {
    const places = Object.keys(kept).map((name) => Number(name.match(`^${sheet.dataset.sheet}-(\\d+)-`)?.[1] ?? -1));
    for (let more = Math.max(...places) + 1 - rowsOf(sheet).children.length; more > 0; more -= 1) grow(sheet);
  }
}

function typedIn(form) {
  return [...form.elements].filter((field) => field.name && field.matches("input:not([type=hidden]), [data-kept], textarea, select"));
}

function isChoice(field) {
  return field.matches("[type=radio], [type=checkbox]");
}
