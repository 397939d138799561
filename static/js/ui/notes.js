// Notes and what they are about point at each other. A thread of notes carries the path of its fact
// (data-note-about) and the section that shows it; a place of the brief carries the paths it rests on (data-fact,
// "a|b", first what it shows). A fact with notes gets a badge that leads to them; a note's pin leads to the fact.
// Without this module the pin leads to the section.
import { showTab } from "./tabs.js";

const SHOWN = 2500; // ms that the place led to is marked

function factsOf(element) {
  return element.dataset.fact.split("|");
}

// The place of a fact, or of the row or table it belongs to, else the head of its section. Of several places the
// one in its section counts before others, and one that rests on little before one that rests on much.
function placeOf(thread) {
  const { noteAbout, noteSection } = thread.dataset;
  const paths = [noteAbout, noteAbout.replace(/\.\w+$/, ""), noteAbout.replace(/\[.*$/, "")];
  const section = document.getElementById(`brief-${noteSection}`) ?? document.getElementById(noteSection);
  const places = [...document.querySelectorAll("[data-fact]")];
  const distance = (element) => (section?.contains(element) ? 0 : 1000) + factsOf(element).length;
  for (const path of paths) {
    const found = places.filter((element) => factsOf(element).includes(path));
    if (found.length) return seen(found.sort((a, b) => distance(a) - distance(b))[0]);
  }
  return section?.querySelector(".card__title, h2") ?? section;
}

// What stands in a card that is opened by a button is marked at that button.
function seen(element) {
  const card = element.closest("[popover]");
  return (card && document.querySelector(`button[popovertarget="${card.id}"]:not([popovertargetaction])`)) ?? element;
}

function mark() {
  for (const old of document.querySelectorAll(".noted")) old.remove();
  const noted = new Map();
  for (const thread of document.querySelectorAll("[data-note-about]")) {
    const place = placeOf(thread);
    if (place) noted.set(place, [...(noted.get(place) ?? []), thread]);
  }
  for (const [place, threads] of noted) {
    const badge = badgeFor(threads);
    if (place.matches("button")) place.after(badge);
    else place.append(badge);
  }
}

function badgeFor(threads) {
  const badge = document.createElement("button");
  badge.type = "button";
  badge.className = "noted";
  badge.textContent = String(threads.length);
  badge.dataset.noted = threads[0].id || threads[0].dataset.noteThread;
  const about = threads[0].querySelector(".note__about")?.textContent.trim() ?? "this";
  badge.setAttribute("aria-label", `${threads.length} ${threads.length === 1 ? "note" : "notes"} on ${about}: show`);
  return badge;
}

function toNotes(id) {
  const thread = document.querySelector(`[data-note-thread="${id}"]`);
  if (!thread) return;
  reveal(thread);
  lead(thread);
}

function toFact(thread) {
  const place = placeOf(thread);
  if (!place) return;
  reveal(place);
  lead(place);
}

// Shows the tab, the part of the phone and the folded text that an element is hidden in.
function reveal(element) {
  for (let panel = element.closest("[role=tabpanel]"); panel; panel = panel.parentElement.closest("[role=tabpanel]")) {
    const tab = document.querySelector(`[role=tab][aria-controls="${panel.id}"]`);
    if (tab && panel.hidden) tab.click();
    if (tab && panel.hidden) showTab(tab);
  }
  const part = element.closest("[data-phone-part]");
  if (part?.hidden) location.hash = `#${part.id}`;
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function lead(element) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      element.scrollIntoView({ block: "center" });
      if (!element.matches("button, a")) element.tabIndex = -1;
      element.focus({ preventScroll: true });
      element.classList.add("is-led-to");
      setTimeout(() => element.classList.remove("is-led-to"), SHOWN);
    }),
  );
}

// A note about the fact of an opened card: the form is filled with its path.
function offerNote(card) {
  const facts = card.querySelector("[data-fact]");
  const form = document.querySelector("form[data-note-form]");
  if (!facts || !form || form.hidden || card.querySelector("[data-note-on]")) return;
  const offer = document.createElement("button");
  offer.type = "button";
  offer.className = "button button--small";
  offer.dataset.noteOn = factsOf(facts)[0];
  offer.textContent = "Write a note on this";
  card.append(offer);
}

function writeOn(path) {
  const form = document.querySelector("form[data-note-form]");
  const select = form.querySelector("[name=anchor]");
  if (![...select.options].some((option) => option.value === path)) select.add(new Option(path, path));
  select.value = path;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  reveal(form);
  lead(form.querySelector("textarea"));
}

document.addEventListener("click", (event) => {
  const badge = event.target.closest(".noted");
  if (badge) toNotes(badge.dataset.noted);
  const pin = event.target.closest("[data-note-about] .note__pin");
  if (pin) {
    event.preventDefault();
    toFact(pin.closest("[data-note-about]"));
  }
  const offer = event.target.closest("[data-note-on]");
  if (offer) {
    offer.closest("[popover]").hidePopover();
    writeOn(offer.dataset.noteOn);
  }
});
document.addEventListener("toggle", (event) => event.newState === "open" && event.target.matches?.("[popover]") && offerNote(event.target), true);
document.addEventListener("part:drawn", (event) => {
  if (["case", "notes"].includes(event.target.dataset.part)) mark();
});
mark();
