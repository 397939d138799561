// Short messages in [data-toasts]. toast("Moved", {undo: run}) shows one; a toast goes after ten
// seconds unless a pointer or the focus is on it.
const STAYS = 10_000;

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

function undoButton(element, undo, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__act";
  button.textContent = label;
  button.addEventListener("click", () => {
    element.remove();
    undo();
  });
  return button;
}

function letGo(element) {
  setTimeout(() => {
    if (element.matches(":hover, :focus-within")) letGo(element);
    else element.remove();
  }, STAYS);
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
});

document.querySelectorAll("[data-toasts] [data-toast]").forEach(letGo);
