// form[data-quiet] posts without loading the page: what it changed comes back over the socket.
// A refusal is shown in words and what was typed stays; a success clears both. Every act has a name of its own (key): sent
// again because no answer came, it is taken once.
import { clearToasts, offerUndo, toast } from "../ui/toast.js";

export function sendQuietly() {
  const keys = new WeakMap(); // form → the name of the act that no answer has come to yet

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-quiet]");
    if (!form) return;
    event.preventDefault();
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) return;
    const button = event.submitter;
    if (button) button.disabled = true;
    const said = new FormData(form, button);
    if (!said.has("key")) said.set("key", keyOf(form));
    const wayBack = { ...form.dataset }; // as of now: the news may draw this form anew before the answer comes
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: said,
        headers: { "X-Fragment": "1" },
      });
      keys.delete(form);
      if (answer.status === 401) location.assign("/sign-in");
      else if (!answer.ok) {
        toast(await answer.text());
        form.dispatchEvent(new CustomEvent("quiet:refused", { bubbles: true, detail: answer.status }));
      } else {
        offerWayBack(wayBack);
        clearToasts(); // what was refused before has been put right, and the part that changed says so
        form.reset();
        form.closest("details")?.removeAttribute("open");
        form.dispatchEvent(new CustomEvent("quiet:done", { bubbles: true }));
      }
    } catch {
      toast("No connection. Your words are still here: send them again, they are taken once.");
    } finally {
      if (button) button.disabled = false;
    }
  });

  // A form with data-undo has moved the room: for a moment the move can be taken back ([data-undo-words] says what it was).
  function offerWayBack({ undo, undoWords }) {
    if (undo) offerUndo(undoWords, () => takeBack(undo));
  }

  async function takeBack(address) {
    const said = new FormData();
    said.set("csrf_token", document.querySelector("[data-room]").dataset.token);
    try {
      const answer = await fetch(address, { method: "POST", body: said, headers: { "X-Fragment": "1" } });
      if (!answer.ok) toast(await answer.text());
    } catch {
      toast("No connection. Nothing was taken back.");
    }
  }

  function keyOf(form) {
    if (!keys.has(form)) keys.set(form, crypto.randomUUID());
    return keys.get(form);
  }
}
