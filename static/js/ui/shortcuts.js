// Single keys. An element declares its own with data-key="n"; pressing it presses the element.
// "?" lists the keys. Off inside fields, with a modifier held, and when the person switched them off
// ([data-shortcuts-switch], remembered for each person on this device). data-key="g c" is one key after the other.
import { openDialog } from "./dialogs.js";

const PAUSE = 1000;
let before = "";
let beforeAt = 0;

const KEPT = `shortcuts ${document.documentElement.dataset.me ?? ""}`;

export function shortcutsOn() {
  return localStorage.getItem(KEPT) !== "off";
}

function typing(element) {
  return element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]");
}

function declared(keys) {
  return [...document.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key === keys && !element.disabled && element.getClientRects().length,
  );
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!shortcutsOn() || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    openDialog("shortcuts");
    return;
  }
  const key = event.shiftKey ? `Shift ${event.key.toUpperCase()}` : event.key.toLowerCase();
  const pair = Date.now() - beforeAt < PAUSE ? `${before} ${key}` : key;
  const element = declared(pair) ?? declared(key);
  [before, beforeAt] = [key, Date.now()];
  if (!element) return;
  event.preventDefault();
  element.click();
  if (element.matches("input, textarea, select, summary")) element.focus();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-shortcuts-switch]")) return;
  localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
});

for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = shortcutsOn();
