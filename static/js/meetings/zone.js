// Meetings are held by the clock of their board. Whoever sits under another clock is told theirs beside it.
export function tellOwnTime() {
  for (const place of document.querySelectorAll("[data-here]")) {
    const at = new Date(place.dataset.here);
    const mine = clock(at);
    if (!place.dataset.zone || mine === clock(at, place.dataset.zone)) continue;
    place.textContent = `by the clock of ${place.dataset.zone}; ${mine} where you are`;
    place.hidden = false;
  }
}

function clock(at, timeZone) {
  const shown = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  return new Intl.DateTimeFormat("en-GB", shown).format(at);
}
