// Everybody sees the section the presenter shows, may browse alone, and comes back with one tap.
import { showTab } from "../ui/tabs.js";

export function follow(room, line) {
  const leads = () => ["chair", "clerk"].includes(room.dataset.audience);
  let alone = false;
  let moving = false;

  function show(section) {
    const tab = document.querySelector(`[data-tabs=brief] [role=tab][data-section="${section}"]`);
    if (!tab) return;
    moving = true;
    showTab(tab);
    moving = false;
  }

  function shown() {
    return document.querySelector("[data-shown]")?.dataset.shown ?? "summary";
  }

  function browse(on) {
    alone = on;
    room.dataset.follows = String(!on);
    for (const button of document.querySelectorAll("[data-follow]")) button.hidden = !on;
    if (!on) show(shown());
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tabs=brief] [role=tab]");
    if (tab && !moving) {
      if (leads()) line.ask("show_section", { section: tab.dataset.section }).catch(() => {});
      else browse(tab.dataset.section !== shown());
    }
    if (event.target.closest("[data-follow]")) browse(false);
  });

  return {
    hear(event) {
      if (event.kind !== "section_shown") return;
      const holder = document.querySelector("[data-shown]");
      if (holder && event.section) holder.dataset.shown = event.section;
      if (!alone && !leads()) show(event.section);
    },
  };
}
