// form[data-quiet] posts without loading the page: what it changed comes back over the socket.
// A refusal is shown in words and what was typed stays; a success clears both. Every act has a name of its own (key): sent
// again because no answer came, it is taken once.
import { clearToasts, toast } from "../ui/toast.js";

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
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: said,
        headers: { "X-Fragment": "1" },
      });
      keys.delete(form);
      if (answer.status === 401) location.assign("/sign-in");
      else if (!answer.ok) toast(await answer.text());
      else {
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

  function keyOf(form) {
    if (!keys.has(form)) keys.set(form, crypto.randomUUID());
    return keys.get(form);
  }
}
