// A vote is sent until the server says that it is stored, or that it will not be. Until then it is shown
// as not sent. Each vote has a name, so that sending it twice counts once; the outbox outlives a reload.
import { put } from "./fragments.js";
import { clearToasts, toast } from "../ui/toast.js";

const KEPT = "votes not sent";

export function sendVotes(line) {
  const place = document.querySelector("[data-mine]");
  const outbox = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
  const underWay = new Set();
  let fetched = 0;

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-vote]");
    if (!form) return;
    event.preventDefault();
    const said = new FormData(form);
    if (!said.get("choice")) {
      form.querySelector("[name=choice]")?.focus();
      toast("Choose an option, or abstain.");
      return;
    }
    outbox.set(said.get("key"), {
      ballot: Number(form.dataset.vote),
      choice: said.get("choice"),
      reason: said.get("reason") ?? "",
      instead_of: Number(said.get("instead_of") || 0),
      key: said.get("key"),
    });
    keep();
    showUnsent();
    send();
  });

  async function send() {
    for (const [key, vote] of outbox) {
      if (underWay.has(key)) continue;
      underWay.add(key);
      try {
        const answer = await line.ask("cast_vote", vote);
        outbox.delete(key);
        keep();
        clearToasts();
        if (!answer.ok) toast(answer.message); // a stored vote shows in the form itself, with its receipt
        await refetch();
      } catch {
        setTimeout(send, 1000); // no answer: it may be stored or not, its name will tell
      } finally {
        underWay.delete(key);
      }
    }
  }

  async function refetch() {
    if (!place) return;
    const mine = ++fetched;
    const answer = await fetch(place.dataset.mine, { headers: { "X-Fragment": "1" } });
    if (answer.ok && mine === fetched) {
      put(place, await answer.text());
      showUnsent();
    }
  }

  function keep() {
    sessionStorage.setItem(KEPT, JSON.stringify([...outbox]));
  }

  function showUnsent() {
    for (const mark of document.querySelectorAll("[data-unsent]")) mark.hidden = outbox.size === 0;
  }

  line.onLevel(() => {
    send();
    refetch();
  });
  const OWN = ["ballot_opened", "ballot_closed", "taken_up", "recused", "room_opened", "move_taken_back"];
  return {
    hear(event, me) {
      const voted = event.kind === "voted" && (event.person === me || event.people?.includes(me));
      if (OWN.includes(event.kind) || voted) refetch();
    },
  };
}
