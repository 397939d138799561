// a[data-card="id"] leads to a page with the card of that id. With scripts the cards of that page come here and
// that one opens over what is read; without them, or when it cannot be had, the link is followed.
// One page's cards are here at a time: those of another option or case never stay behind.
let holder = null;

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-card]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const card = (await brought(link))?.querySelector(`#${link.dataset.card}`);
  if (!card) return location.assign(link.href);
  card.showPopover({ source: link });
  card.focus();
});

// The room goes on to another case while a card is open: the card is of a case no longer on the table.
document.addEventListener("part:drawn", (event) => {
  if (event.target.dataset.part === "case" && !event.target.querySelector(`a[href="${holder?.dataset.from}"]`)) drop();
});

async function brought(link) {
  const from = link.getAttribute("href");
  if (holder?.dataset.from === from) return holder;
  const cards = await fetched(link.href);
  if (!cards) return null;
  drop();
  holder = cards;
  holder.dataset.from = from;
  for (const one of holder.querySelectorAll(".explain--standing")) {
    one.classList.remove("explain--standing");
    one.setAttribute("role", "dialog");
    one.popover = "auto";
  }
  document.body.append(holder);
  return holder;
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-cards]");
  } catch {
    return null;
  }
}

function drop() {
  holder?.remove();
  holder = null;
}
