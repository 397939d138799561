// Changed parts arrive as the HTML that the page would show; they are morphed in, so that what
// somebody types, and where their focus is, stays.
import { Idiomorph } from "../../vendor/idiomorph-0.8.0.esm.min.js";

const token = document.querySelector("[data-room]").dataset.token;

export function apply(parts) {
  for (const [name, html] of Object.entries(parts ?? {})) {
    for (const place of document.querySelectorAll(`[data-part="${name}"]`)) put(place, html);
  }
}

export function put(place, html) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  Idiomorph.morph(place, html, {
    morphStyle: "innerHTML",
    // what is being typed stays; a pressed button may change its words
    ignoreActiveValue: document.activeElement?.matches("input, textarea, select") ?? false,
    callbacks: { beforeAttributeUpdated: keepsOwnState },
  });
  // a part is drawn for many people and carries nobody's token
  for (const field of place.querySelectorAll("input[name=csrf_token]")) field.value = token;
  place.closest(".wall")?.toggleAttribute("data-revealed", Boolean(document.querySelector(".wall [data-revealed]")));
  if (focused && !focused.isConnected) keepFocusIn(place);
  place.dispatchEvent(new CustomEvent("part:drawn", { bubbles: true }));
}

// What somebody stood on is gone, as a closed ballot's form is: they go on from here, not from the top of the page.
function keepFocusIn(place) {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// Which tab is shown and which detail is open belongs to whoever looks, not to the server.
function keepsOwnState(name, element) {
  if (name === "open" && element.matches("details")) return false;
  if (name === "hidden" && element.matches("[role=tabpanel]")) return false;
  if (["aria-selected", "tabindex"].includes(name) && element.matches("[role=tab]")) return false;
  return true;
}
