// What happened is told to a screen reader once and politely, whichever tab is open: [data-told], which is never seen.
// The words are those of the parts that were just drawn; what an audience is not told of is not in them.
const TELLS = {
  taken_up: () => words("[data-part=case] h1"),
  ballot_opened: () => `A ballot is open: ${words("[data-part=ballot] h2")}.`,
  ballot_closed: () => `The ballot is closed. ${words("[data-part=ballot] [data-outcome]")}`,
  break_ended: () => "The break is over.",
  move_taken_back: () => `The last move was taken back. ${words("[data-part=case] h1")}`,
  room_closed: () => "The meeting is over.",
};

export function announce() {
  const place = document.querySelector("[data-told]");
  return {
    hear(event) {
      const told = place && TELLS[event.kind]?.();
      if (told) place.textContent = told;
    },
  };
}

function words(where) {
  return document.querySelector(where)?.textContent.replace(/\s+/g, " ").trim() ?? "";
}
