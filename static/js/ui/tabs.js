// role=tablist[data-tabs]: arrows move, Home and End jump, the panel named by aria-controls shows.
// Listens on the document, so tabs that arrive later work too. Tells "tab:shown" on the panel.
export function showTab(tab) {
  const list = tab.closest("[data-tabs]");
  for (const other of list.querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
    if (panel && chosen) panel.dispatchEvent(new CustomEvent("tab:shown", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tabs] [role=tab]");
  if (tab) showTab(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest("[data-tabs] [role=tab]");
  if (!tab) return;
  const tabs = [...tab.closest("[data-tabs]").querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(tab);
  const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  const next = tabs.at(wanted % tabs.length);
  showTab(next);
  next.focus();
});
