// The text of the plan, which several people write at once. What you type shows at once and is sent as edits;
// the server puts all edits in one order, and every screen arrives at the same text. One edit is under way at
// a time, what is typed meanwhile waits in `later`. Both are rebased over what others wrote.
import { apply, between, characters, join, place, rebase, undoing } from "./edits.js";
import { showCarets } from "./carets.js";

const PAUSE = 150; // ms between two edits of one screen
const GRACE = 300; // ms that a missing edit may still be under way
const TOGETHER = 700; // ms: what is typed within belongs to one undo

export function writeTogether(line, me) {
  const section = document.querySelector("[data-text]");
  if (!section) return { look() {} };
  const area = section.querySelector("textarea");
  const state = section.querySelector("[data-text-state]");
  const carets = showCarets(section.querySelector("[data-text-carets]"), area);
  const texts = new Map(); // item → its text; one that still has something to send is kept
  let open = null;
  let composing = false;

  function look() {
    const marker = document.querySelector("[data-plan-of]");
    const item = marker ? Number(marker.dataset.planOf) : null;
    if (item === (open?.item ?? null)) return;
    carets.clear();
    open = item === null ? null : (texts.get(item) ?? begin(item));
    section.hidden = !open;
    if (open) show();
  }

  function begin(item) {
    const text = new SharedText(item, { line, me, changed, wrote: carets.wrote });
    texts.set(item, text);
    text.level();
    return text;
  }

  function changed(text, edit) {
    if (text !== open) return;
    carets.move(edit);
    show(edit);
  }

  function show(edit = null) {
    if (area.value !== open.shown) {
      const at = [area.selectionStart, area.selectionEnd].map((unit) => characters(area.value.slice(0, unit)).length);
      area.value = open.shown;
      const moved = characters(open.shown);
      const units = at.map((sign) => moved.slice(0, edit ? place(sign, edit) : sign).join("").length);
      area.setSelectionRange(...units);
    }
    area.readOnly = section.dataset.text !== "write" || Boolean(open.closed);
    state.textContent = open.state;
    carets.draw(open.shown);
  }

  function typed() {
    if (composing || !open) return;
    const caret = characters(area.value.slice(0, area.selectionEnd)).length;
    const edit = between(open.shown, area.value, caret);
    if (!edit.some((step) => typeof step === "string" || step < 0)) return;
    carets.move(edit);
    open.type(edit);
    carets.draw(open.shown);
    state.textContent = open.state;
  }

  area.addEventListener("input", typed);
  area.addEventListener("compositionstart", () => {
    composing = true;
    if (open) open.held = [];
  });
  area.addEventListener("compositionend", () => {
    composing = false;
    typed();
    open?.release();
  });
  area.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!open || !(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    event.preventDefault();
    if (!area.readOnly) open.back(key === "y" || event.shiftKey);
  });
  section.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if ([...texts.values()].some((text) => text.isUnsent)) event.preventDefault();
  });
  line.onEdit((edit) => texts.get(edit.item)?.hear(edit));
  line.onLevel(() => texts.forEach((text) => text.level()));
  look();
  return { look };
}

class SharedText {
  constructor(item, { line, me, changed, wrote }) {
    Object.assign(this, { item, line, me, changed, wrote });
    this.shown = "";
    this.version = 0;
    this.sent = null; // { key, steps }
    this.later = null;
    this.closed = "";
    this.troubled = "";
    this.waiting = new Map();
    this.held = null; // edits that wait until a composed character is complete
    this.undos = [];
    this.redos = [];
    this.typedAt = 0;
  }

  get isUnsent() {
    return Boolean(this.sent || this.later);
  }

  get state() {
    if (this.closed) return this.closed;
    if (!this.isUnsent) return "Stored";
    return this.troubled || "Storing…";
  }

  // -- what is typed here

  type(edit) {
    const back = undoing(edit, this.shown);
    const now = performance.now();
    const last = this.undos.at(-1);
    if (last && now - this.typedAt < TOGETHER && !edit.includes("\n")) this.undos[this.undos.length - 1] = join(back, last);
    else this.undos.push(back);
    this.typedAt = now;
    this.redos = [];
    this.shown = apply(this.shown, edit);
    this.queue(edit);
  }

  back(again) {
    const [from, to] = again ? [this.redos, this.undos] : [this.undos, this.redos];
    const edit = from.pop();
    if (!edit) return;
    to.push(undoing(edit, this.shown));
    this.typedAt = 0;
    this.shown = apply(this.shown, edit);
    this.queue(edit);
    this.changed(this, edit);
  }

  queue(edit) {
    this.later = this.later ? join(this.later, edit) : edit;
    this.send();
  }

  async send() {
    if (this.sent || !this.later || this.closed) return;
    this.sent = { key: crypto.randomUUID(), steps: this.later };
    this.later = null;
    await this.ship();
  }

  async ship() {
    const { key, steps } = this.sent;
    let answer;
    try {
      answer = await this.line.ask("edit_text", { item: this.item, base: this.version, steps, key });
    } catch {
      this.trouble("Not stored: no connection. Go on writing.");
      return; // once the line is level again, the edit is looked for and sent again
    }
    await new Promise((resume) => setTimeout(resume, PAUSE));
    if (answer.ok) this.hear({ ...answer, key, person: this.me });
    else if (answer.code === "too_fast") setTimeout(() => this.level(), 1000);
    else this.trouble(`Not stored: ${answer.message}`);
  }

  trouble(words) {
    this.troubled = words;
    this.changed(this, []);
  }

  // -- what comes from the server

  async level() {
    let answer;
    try {
      answer = await this.line.ask("sync_text", { item: this.item, since: this.version });
    } catch {
      return;
    }
    if (!answer.ok) return void this.trouble(answer.message);
    this.closed = answer.closed;
    this.troubled = "";
    if (answer.edits) answer.edits.forEach((edit) => this.take(edit));
    else this.restart(answer);
    this.changed(this, []);
    if (this.sent) await this.ship();
    else await this.send();
  }

  // So much was written meanwhile that it comes as a whole. What was not sent goes to its end.
  restart({ text, version }) {
    const mine = [this.sent?.steps, this.later].flatMap((edit) => edit ?? []).filter((step) => typeof step === "string");
    Object.assign(this, { shown: text, version, sent: null, later: null, undos: [], redos: [] });
    if (mine.length) this.type([characters(text).length, `\n${mine.join("")}`].filter(Boolean));
  }

  hear(edit) {
    if (this.held) this.held.push(edit);
    else this.take(edit);
  }

  release() {
    const held = this.held ?? [];
    this.held = null;
    held.forEach((edit) => this.take(edit));
  }

  take(edit) {
    if (edit.version <= this.version) return;
    if (edit.version > this.version + 1) {
      this.waiting.set(edit.version, edit);
      this.grace ??= setTimeout(() => {
        this.grace = null;
        if (this.waiting.size) this.level();
      }, GRACE);
      return;
    }
    this.version = edit.version;
    if (this.sent?.key === edit.key && edit.person === this.me) {
      this.sent = null;
      this.troubled = "";
      this.changed(this, []);
      this.send();
    } else this.merge(edit);
    const next = this.waiting.get(this.version + 1);
    this.waiting.forEach((_, version) => version <= this.version + 1 && this.waiting.delete(version));
    if (next) this.take(next);
  }

  merge(edit) {
    let steps = edit.steps;
    if (this.sent) [this.sent.steps, steps] = passing(this.sent.steps, steps);
    if (this.later) [this.later, steps] = passing(this.later, steps);
    this.undos = carried(this.undos, steps);
    this.redos = carried(this.redos, steps);
    this.shown = apply(this.shown, steps);
    this.changed(this, steps);
    this.wrote(edit, steps);
  }
}

// Both edits were made of one text; each as it is after the other, theirs first where both insert.
const passing = (mine, theirs) => [rebase(mine, theirs), rebase(theirs, mine, true)];

function carried(edits, over) {
  let moving = over;
  return edits
    .toReversed()
    .map((edit) => {
      const [moved, next] = passing(edit, moving);
      moving = next;
      return moved;
    })
    .toReversed();
}
