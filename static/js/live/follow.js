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

  // by mouse, by arrow key, or by a note that leads to its fact: it is the same act
  document.addEventListener("tab:shown", (event) => {
    const tab = document.querySelector(`[data-tabs=brief] [role=tab][aria-controls="${event.target.id}"]`);
    if (!tab || moving) return;
    if (leads()) line.ask("show_section", { section: tab.dataset.section }).catch(() => {});
    else browse(tab.dataset.section !== shown());
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-follow]")) browse(false);
    const wanted = event.target.closest("[data-to-section]")?.dataset.toSection;
    const tab = wanted && document.querySelector(`[data-tabs=brief] [role=tab][data-section="${wanted}"]`);
    if (tab) showTab(tab);
    tab?.focus();
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
