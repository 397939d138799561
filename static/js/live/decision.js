// The form of the decision ([data-decision]) is fetched for whoever writes the plan, as nothing personal travels in a frame.
// What is being typed in it is not written over by what somebody else has saved: saving then is refused in words, and the
// form goes on top of theirs, which stands above it.
import { put } from "./fragments.js";

const NEWS = ["taken_up", "move_taken_back", "item_carried_over", "recused", "room_opened", "room_closed"];

export function writeDecision(line) {
  const place = document.querySelector("[data-decision]");
  if (!place) return { hear() {} };
  const typedIn = new WeakSet(); // forms whose rows or fields were changed since they were drawn
  let asked = 0;

  async function fetched() {
    const mine = ++asked;
    const answer = await fetch(place.dataset.decision, { headers: { "X-Fragment": "1" } }).catch(() => null);
    return answer?.ok && mine === asked ? answer.text() : null;
  }

  async function refresh(moved) {
    const html = await fetched();
    const form = place.querySelector("form");
    if (html === null || (!moved && form && typedIn.has(form))) return;
    if (moved) place.replaceChildren(); // another case: nothing of the one before is morphed into it
    put(place, html);
    if (form) typedIn.delete(form);
  }

  async function goOnTop() {
    const html = await fetched();
    const newest = html && new DOMParser().parseFromString(html, "text/html").querySelector("[name=revision]");
    const field = place.querySelector("[name=revision]");
    if (!newest || !field) return;
    field.value = newest.value;
    field.dispatchEvent(new Event("input", { bubbles: true })); // its draft is kept on top of it, too
  }

  for (const kind of ["input", "sheet:changed"]) {
    place.addEventListener(kind, (event) => {
      const form = event.target.closest("form");
      if (form) typedIn.add(form);
    });
  }
  place.addEventListener("quiet:done", (event) => {
    typedIn.delete(event.target);
    refresh(false);
  });
  place.addEventListener("quiet:refused", (event) => {
    if (event.detail === 409) goOnTop();
  });
  line.onLevel(() => refresh(false));

  return {
    hear(event) {
      if (NEWS.includes(event.kind)) refresh(true);
      else if (event.kind.startsWith("plan_")) refresh(false);
    },
  };
}
