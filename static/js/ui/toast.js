// Short messages in [data-toasts]. toast("Moved", {undo: run}) shows one; a toast goes after ten
// seconds unless a pointer or the focus is on it. clearToasts() takes away what a success has overtaken.
// Undo is a key away: U, or Ctrl Z outside a field; the message says so to those who hear it.
const STAYS = 10_000;
const UNDO_KEYS = "U Control+Z";

export function toast(text, { undo, undoLabel = "Undo" } = {}) {
  const region = document.querySelector("[data-toasts]");
  const template = document.querySelector("[data-toast-template]");
  if (!region || !template) return undefined;
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector("[data-toast-text]").textContent = text;
  if (undo) element.insertBefore(undoButton(element, undo, undoLabel), element.lastElementChild);
  region.append(element);
  letGo(element);
  return element;
}

// Of several ways back only the last is offered: it leads to where the one before began.
export function offerUndo(text, undo) {
  for (const button of document.querySelectorAll("[data-toasts] [data-toast-undo]")) button.closest("[data-toast]").remove();
  toast(text, { undo });
}

export function clearToasts() {
  for (const element of document.querySelectorAll("[data-toasts] [data-toast]")) {
    if (!element.querySelector("[data-toast-undo]")) element.remove();
  }
}

function undoButton(element, undo, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__act";
  button.textContent = label;
  button.dataset.toastUndo = "";
  button.dataset.key = "u";
  button.setAttribute("aria-keyshortcuts", UNDO_KEYS);
  element.querySelector("[data-toast-text]").append(hint());
  button.addEventListener("click", () => {
    element.remove();
    undo();
  });
  return button;
}

function hint() {
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = ". Press Control Z to undo";
  return words;
}

function letGo(element) {
  setTimeout(() => {
    if (element.matches(":hover, :focus-within")) letGo(element);
    else element.remove();
  }, STAYS);
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable=true]")) return; // undo of the field itself
  const last = [...document.querySelectorAll("[data-toasts] [data-toast-undo]")].at(-1);
  if (!last) return;
  event.preventDefault();
  last.click();
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
});

document.querySelectorAll("[data-toasts] [data-toast]").forEach(letGo);
