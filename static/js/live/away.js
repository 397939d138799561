// What somebody missed while this screen slept or had no line: fetched for them alone ([data-away]), as nothing
// personal travels in a frame. What was missed before the page was opened stands in the page already.
import { put } from "./fragments.js";

const LONG = 55_000; // ms without a word from the server: about the minute after which the server counts somebody as away

export function catchUp(line) {
  const place = document.querySelector("[data-away]");
  if (!place) return;
  let heard = Date.now();
  let slept = false;

  line.onNow(() => {
    slept ||= Date.now() - heard > LONG;
    heard = Date.now();
  });
  line.onLevel(async () => {
    if (!slept) return;
    slept = false;
    const answer = await fetch(place.dataset.away, { headers: { "X-Fragment": "1" } }).catch(() => null);
    if (answer?.ok) put(place, await answer.text());
  });
  place.addEventListener("quiet:done", () => place.replaceChildren());
}
