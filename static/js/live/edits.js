/* Edits of a text that several people write at once: the same steps and answers as board/decisions/edits.py.
   A positive number keeps so many characters, a negative one deletes them, a string is inserted.
   Characters are code points, so a text is an array of them here. */

/** Return a text as its characters. */
export const characters = (text) => Array.from(text);

const size = (step) => (typeof step === "string" ? characters(step).length : Math.abs(step));

/** Return the text after the edit. */
export function apply(text, edit) {
  const old = characters(text);
  const done = [];
  let at = 0;
  for (const step of edit) {
    if (typeof step === "string") done.push(step);
    else {
      if (step > 0) done.push(...old.slice(at, at + step));
      at += Math.abs(step);
    }
  }
  if (at !== old.length) throw new RangeError("this edit is of another text");
  return done.join("");
}

/** Return `edit` as it is to be applied after `over`, which was made of the same text. */
export function rebase(edit, over, first = false) {
  const mine = reader(edit), theirs = reader(over), moved = [];
  while (mine.step !== undefined || theirs.step !== undefined) {
    if (typeof mine.step === "string" && (first || typeof theirs.step !== "string")) moved.push(mine.take(mine.left));
    else if (typeof theirs.step === "string") moved.push(size(theirs.take(theirs.left)));
    else {
      const [ours, other] = both(mine, theirs);
      if (other > 0) moved.push(ours);
    }
  }
  return shortest(moved);
}

/** Return the one edit that does `one` and then `two`. */
export function join(one, two) {
  const first = reader(one), second = reader(two), joined = [];
  while (first.step !== undefined || second.step !== undefined) {
    if (typeof second.step === "string") joined.push(second.take(second.left));
    else if (typeof first.step === "number" && first.step < 0) joined.push(first.take(first.left));
    else {
      const [made, kept] = both(first, second);
      if (kept > 0) joined.push(made);
      else if (typeof made !== "string") joined.push(-made);
    }
  }
  return shortest(joined);
}

/** Return the edit that takes `edit`, which was made of `text`, back. */
export function undoing(edit, text) {
  const old = characters(text), back = [];
  let at = 0;
  for (const step of edit) {
    if (typeof step === "string") back.push(-size(step));
    else {
      back.push(step > 0 ? step : old.slice(at, at - step).join(""));
      at += Math.abs(step);
    }
  }
  return shortest(back);
}

/** Return what changed between two texts as one edit; `caret` (characters) says where it ended, when that is known. */
export function between(before, now, caret = null) {
  const old = characters(before), fresh = characters(now);
  const most = Math.min(old.length, fresh.length);
  const behind = caret === null ? 0 : fresh.length - caret;
  let end = 0;
  while (end < most && end < Math.max(behind, 0) && same(old, fresh, end)) end += 1;
  let start = 0;
  while (start < most - end && old[start] === fresh[start]) start += 1;
  while (end < most - start && same(old, fresh, end)) end += 1;
  return shortest([start, fresh.slice(start, fresh.length - end).join(""), start + end - old.length, end]);
}

/** Return where a place in the text (characters) is after the edit; what is typed at that very place goes before it. */
export function place(at, edit) {
  let from = 0, to = 0;
  for (const step of edit) {
    if (from > at) break;
    if (typeof step === "string") to += size(step);
    else {
      const reached = Math.min(Math.abs(step), at - from);
      from += Math.abs(step);
      if (step > 0) to += reached;
      if (from > at) break;
    }
  }
  return to;
}

const same = (old, fresh, end) => old[old.length - 1 - end] === fresh[fresh.length - 1 - end];

function both(one, other) {
  const covered = Math.min(one.left, other.left);
  if (!covered) throw new RangeError("this edit is of another text");
  return [one.take(covered), other.take(covered)];
}

function reader(edit) {
  let next = 0;
  const steps = {
    step: edit[0],
    get left() {
      return steps.step === undefined ? 0 : size(steps.step);
    },
    take(count) {
      const step = steps.step;
      if (count === steps.left) {
        steps.step = edit[(next += 1)];
        return step;
      }
      if (typeof step === "string") {
        const parts = characters(step);
        steps.step = parts.slice(count).join("");
        return parts.slice(0, count).join("");
      }
      steps.step = step - Math.sign(step) * count;
      return Math.sign(step) * count;
    },
  };
  return steps;
}

function shortest(steps) {
  const edit = [];
  for (const step of steps) {
    if (!step) continue;
    if (typeof step === "string" && edit.at(-1) < 0) {
      const deleted = edit.pop();
      put(edit, step);
      edit.push(deleted);
    } else put(edit, step);
  }
  return edit;
}

function put(edit, step) {
  const last = edit.at(-1);
  const alike = typeof last === typeof step && (typeof step === "string" || last > 0 === step > 0);
  if (alike) edit[edit.length - 1] = last + step;
  else edit.push(step);
}
