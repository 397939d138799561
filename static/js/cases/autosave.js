// form[data-autosave]: two seconds after the last key the answers go to the server with the state they are
// based on. What is not there yet stays in this tab's sessionStorage and is offered back.
import { addRow } from "../ui/sheet.js";

const IDLE = 2_000;
const OLD = 10_000;
const KEPT_OUT = new Set(["csrf_token", "etag"]);

const form = document.querySelector("form[data-autosave]");
const badge = document.querySelector("[data-saved] .pill");
const copy = `copy:${form.dataset.autosave}`;
let changedAt = 0;
let timer = 0;
let running = false;
let stopped = false;

function answers() {
  const typed = {};
  for (const [name, value] of new FormData(form)) {
    if (!KEPT_OUT.has(name) && typeof value === "string") typed[name] = value;
  }
  return typed;
}

function say(kind, words) {
  badge.className = `pill pill--${kind}`;
  badge.textContent = words;
}

function changed() {
  changedAt ||= Date.now();
  sessionStorage.setItem(copy, JSON.stringify({ typed: answers(), at: Date.now() }));
  if (stopped) return;
  clearTimeout(timer);
  timer = setTimeout(save, IDLE);
}

async function save() {
  if (running || stopped || !changedAt) return;
  running = true;
  const since = changedAt;
  changedAt = 0;
  try {
    await settle(await send(), since);
  } catch {
    failed(since, "Not saved: no connection. Kept in this browser.");
  } finally {
    running = false;
    if (changedAt && !stopped) timer = setTimeout(save, IDLE);
  }
}

function send() {
  return fetch(form.action, {
    method: "PUT",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "If-Match": `"${form.elements.etag.value}"`,
      "X-CSRFToken": form.elements.csrf_token.value,
    },
    body: JSON.stringify({ typed: answers() }),
  });
}

async function settle(response, since) {
  if (response.status === 409) return clash(await response.json(), since);
  if ([400, 401, 403].includes(response.status)) {
    return failed(since, "Not saved: you are signed out. Sign in in another tab; your text is kept here.");
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    return failed(since, `Not saved: ${answer.message ?? "the server did not take it."}`);
  }
  const answer = await response.json();
  form.elements.etag.value = answer.etag;
  say("none", `Draft saved ${answer.saved}`);
  showStates(answer.states);
  if (!changedAt) sessionStorage.removeItem(copy);
}

function failed(since, words) {
  changedAt = changedAt ? Math.min(changedAt, since) : since;
  say("bad", words);
}

function showStates(states) {
  for (const state of states) {
    for (const pill of document.querySelectorAll(`.rail__link[href$="/${state.slug}"] .pill`)) {
      pill.className = `pill pill--${state.kind}`;
      pill.textContent = state.words;
    }
  }
}

// Both texts are shown as text; the person decides, and until then nothing more is sent.
function clash(answer, since) {
  stopped = true;
  failed(since, "Not saved: changed in another window.");
  const notice = note("bad", answer.message);
  const list = document.createElement("dl");
  list.className = "pairs";
  for (const one of answer.differences) {
    list.append(element("dt", one.label));
    list.append(element("dd", `saved elsewhere: ${one.saved || "empty"} — typed here: ${one.sent || "empty"}`));
  }
  const acts = element("p", "");
  acts.className = "row";
  acts.append(
    button("Keep what I typed here", () => {
      form.elements.etag.value = answer.etag;
      stopped = false;
      notice.remove();
      save();
    }),
    button("Take what was saved elsewhere", () => {
      sessionStorage.removeItem(copy);
      changedAt = 0;
      location.reload();
    }),
  );
  notice.firstElementChild.append(list, acts);
  notice.scrollIntoView({ block: "center" });
}

function note(kind, title) {
  const box = element("div", "");
  box.className = `notice notice--${kind}`;
  box.setAttribute("role", kind === "bad" ? "alert" : "status");
  const body = element("div", "");
  body.className = "notice__body stack";
  const words = element("p", title);
  words.className = "notice__title";
  body.append(words);
  box.append(body);
  document.querySelector("[data-clash]").replaceChildren(box);
  return box;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = element("button", text);
  made.type = "button";
  made.className = "button button--small";
  made.addEventListener("click", act);
  return made;
}

function offerCopy() {
  const kept = JSON.parse(sessionStorage.getItem(copy) ?? "null");
  const now = answers();
  const differs = kept && Object.keys({ ...kept.typed, ...now }).some(
    (name) => (kept.typed[name] ?? "") !== (now[name] ?? ""),
  );
  if (!differs) return sessionStorage.removeItem(copy);
  const time = new Date(kept.at).toTimeString().slice(0, 8);
  const notice = note("check", `This browser holds text of ${time} that was not saved.`);
  const acts = element("p", "");
  acts.className = "row";
  acts.append(
    button("Put it back", () => {
      putBack(kept.typed);
      notice.remove();
      changed();
    }),
    button("Forget it", () => {
      sessionStorage.removeItem(copy);
      notice.remove();
    }),
  );
  notice.firstElementChild.append(acts);
}

function putBack(typed) {
  makeRows(typed);
  for (const field of form.elements) {
    if (!field.name || KEPT_OUT.has(field.name) || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed[field.name] === field.value;
    else if (field.name in typed) field.value = typed[field.name];
  }
}

function makeRows(typed) {
  for (const sheet of form.querySelectorAll("[data-sheet]")) {
    const rows = sheet.querySelector("[data-sheet-rows]").children;
    const last = Math.max(-1, ...Object.keys(typed)
      .map((name) => name.match(new RegExp(`^${sheet.dataset.sheet}-(\\d+)-`)))
      .filter((found) => found && typed[found.input])
      .map((found) => Number(found[1])));
    while (rows.length <= last) addRow(sheet);
  }
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("sheet:changed", changed);
form.addEventListener("submit", () => {
  stopped = true;
  clearTimeout(timer);
});
addEventListener("online", save);
setInterval(() => {
  if (!changedAt || stopped) return;
  if (Date.now() - changedAt > OLD && badge.classList.contains("pill--none")) say("check", `${badge.textContent}, older than what you see`);
  if (!running && Date.now() - changedAt > OLD) save();
}, IDLE);
offerCopy();
