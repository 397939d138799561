// While a vote of this person is awaited, the way to the ballot is marked: whoever reads the brief or writes a note
// would not see that it was opened. Their own part says whether it is: a form, and no vote stored yet.
const WAYS = '.tabbar__link[href="#phone-vote"], #panel-tab-vote';

function look() {
  const form = document.querySelector("form[data-vote]");
  const awaited = Boolean(form) && !form.elements.instead_of.value;
  for (const way of document.querySelectorAll(WAYS)) {
    const mark = way.querySelector("[data-awaited]");
    if (awaited && !mark) way.append(marked());
    if (!awaited) mark?.remove();
  }
}

function marked() {
  const mark = document.createElement("span");
  mark.className = "awaited";
  mark.dataset.awaited = "";
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = ", your vote is awaited";
  mark.append(words);
  return mark;
}

export function markAwaited() {
  document.addEventListener("part:drawn", look);
  look();
}
