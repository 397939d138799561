// Where others write: a mark with the name over the text, for a few seconds after their last letter.
import { characters, place } from "./edits.js";

const SHOWN = 8000; // ms

/** `layer` lies over `area` with the same letters, unseen; only the marks in it show. */
export function showCarets(layer, area) {
  const carets = new Map(); // person → { who, at, gone }
  let text = "";
  area.addEventListener("scroll", follow);

  function follow() {
    layer.scrollTop = area.scrollTop;
  }

  function draw(now) {
    text = now;
    const signs = characters(text);
    const nodes = [];
    let from = 0;
    for (const [person, { who, at }] of [...carets].sort((a, b) => a[1].at - b[1].at)) {
      nodes.push(signs.slice(from, at).join(""), mark(person, who));
      from = at;
    }
    layer.replaceChildren(...nodes, `${signs.slice(from).join("")}\n`);
    follow();
  }

  return {
    draw,
    move(edit) {
      for (const caret of carets.values()) caret.at = place(caret.at, edit);
    },
    wrote({ person, who }, steps) {
      if (!who) return;
      clearTimeout(carets.get(person)?.gone);
      const gone = setTimeout(() => {
        carets.delete(person);
        draw(text);
      }, SHOWN);
      carets.set(person, { who, at: endOf(steps), gone });
      draw(area.value);
    },
    clear() {
      for (const { gone } of carets.values()) clearTimeout(gone);
      carets.clear();
      draw("");
    },
  };
}

function mark(person, who) {
  const caret = document.createElement("span");
  caret.className = `together__caret together__caret--hue-${(person % 8) + 1}`;
  caret.dataset.who = who.split(" ").at(-1);
  return caret;
}

// Where the last change of an edit ends, in the text after it.
function endOf(steps) {
  let at = 0;
  let end = 0;
  for (const step of steps) {
    if (typeof step === "string") end = at += characters(step).length;
    else if (step > 0) at += step;
    else end = at;
  }
  return end;
}
