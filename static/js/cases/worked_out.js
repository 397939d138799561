// What takes the server longer than a page may wait is asked for after the page: the link that leads
// to it without scripts is replaced by what it leads to.
for (const place of document.querySelectorAll("[data-worked-out]")) load(place);

async function load(place) {
  const link = place.querySelector("a");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(place.dataset.workedOut);
    if (found) place.replaceChildren(found);
  } catch {
    // the link stays
  } finally {
    place.removeAttribute("aria-busy");
  }
}
