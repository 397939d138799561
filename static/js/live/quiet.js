// form[data-quiet] posts without loading the page: what it changed comes back over the socket.
// A refusal is shown in words and what was typed stays; a success clears both.
import { clearToasts, toast } from "../ui/toast.js";

export function sendQuietly() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-quiet]");
    if (!form) return;
    event.preventDefault();
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) return;
    const button = event.submitter;
    if (button) button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form, button),
        headers: { "X-Fragment": "1" },
      });
      if (answer.status === 401) location.assign("/sign-in");
      else if (!answer.ok) toast(await answer.text());
      else {
        clearToasts(); // what was refused before has been put right, and the part that changed says so
        form.reset();
        form.closest("details")?.removeAttribute("open");
        form.dispatchEvent(new CustomEvent("quiet:done", { bubbles: true }));
      }
    } catch {
      toast("No connection. Nothing was sent; your words are still here.");
    } finally {
      if (button) button.disabled = false;
    }
  });
}
