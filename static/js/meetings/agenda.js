// The agenda page without loading it anew: its forms are sent in the background and the answer, the
// same page as without JavaScript, is morphed in. What was said comes as a toast with its way back.
import { Idiomorph } from "../../vendor/idiomorph-0.8.0.esm.min.js";
import { toast } from "../ui/toast.js";
import { sortable } from "./sorting.js";
import { tellOwnTime } from "./zone.js";

const PARTS = ["main", ".page__aside"];
const REST = 400; // ms without a further press before minutes are sent
const UNREACHED = "Nothing was saved: the board cannot be reached. Try again.";

let turn = 0;
let pending = null; // the form whose minutes are still being stepped
let timer;

async function send(address, data) {
  const mine = ++turn;
  let answer, text;
  try {
    answer = await fetch(address, { method: "POST", body: data, headers: { "X-Fragment": "page" } });
    text = await answer.text();
  } catch {
    toast(UNREACHED);
    return;
  }
  if (!answer.ok) {
    toast(text);
    await reload(mine);
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  show(page, mine);
  tell(page);
}

async function reload(mine) {
  const answer = await fetch(location.pathname, { headers: { "X-Fragment": "page" } }).catch(() => null);
  if (answer?.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"), mine);
}

// An answer that a newer deed has overtaken is not shown: the newer one's will be.
function show(page, mine) {
  if (mine !== turn || pending) return;
  for (const unused of page.querySelectorAll("noscript")) unused.remove();
  const focus = document.activeElement;
  const card = focus?.closest("section[id]")?.id;
  for (const part of PARTS) {
    const [now, then] = [document.querySelector(part), page.querySelector(part)];
    if (now && then) Idiomorph.morph(now, then);
  }
  sortable(place);
  tellOwnTime();
  keepFocus(focus, card);
}

function keepFocus(element, card) {
  if (element && element !== document.body && element === document.activeElement) return;
  const again = element?.id && document.getElementById(element.id);
  // after an undo its button is gone with the message: the agenda takes the focus
  const place = document.getElementById(card ?? "agenda");
  (again && !again.disabled ? again : place)?.focus({ preventScroll: true });
}

// Only the last deed is taken back; an older message would offer to undo what has moved on since.
function tell(page) {
  for (const old of document.querySelectorAll("[data-toasts] [data-toast]")) old.remove();
  for (const said of page.querySelectorAll("[data-toasts] [data-toast]")) {
    const form = said.querySelector("form");
    const undo = form && (() => send(form.getAttribute("action"), new URLSearchParams(new FormData(form))));
    toast(said.querySelector("[data-toast-text]").firstChild.textContent, { undo });
  }
}

function submit(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.set(button.name, button.value);
  return send(button?.getAttribute("formaction") ?? form.getAttribute("action"), data);
}

function place(row, wanted) {
  const form = row.querySelector("[data-agenda-moves]");
  const data = new URLSearchParams(new FormData(form));
  data.set("place", wanted);
  return send(form.getAttribute("action"), data);
}

function flush() {
  clearTimeout(timer);
  const form = pending;
  pending = null;
  return form ? submit(form) : undefined;
}

document.addEventListener("submit", async (event) => {
  if (!event.target.closest(PARTS.join(", "))) return;
  event.preventDefault();
  if (pending !== event.target) await flush();
  clearTimeout(timer);
  pending = null;
  submit(event.target, event.submitter);
});

document.addEventListener("change", async (event) => {
  const form = event.target.closest("[data-agenda-minutes]");
  if (!form) return;
  if (pending !== form) await flush();
  clearTimeout(timer);
  pending = form;
  timer = setTimeout(flush, REST);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const row = event.target.closest("[data-agenda-row]");
  if (!event.altKey || !step || !row || event.target.matches("input")) return;
  event.preventDefault();
  const button = row.querySelector(`[data-agenda-${step}]`);
  button.form.requestSubmit(button);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

sortable(place);
tellOwnTime();
