// A pack that is being printed: its bar moves, and the page comes again once it is ready.
const EVERY = 700; // ms

const place = document.querySelector("[data-pack]");
const bar = place?.querySelector("progress");

async function look() {
  const answer = await fetch(place.dataset.pack, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const pack = await answer.json();
    if (pack.over) {
      location.reload();
      return;
    }
    show(pack);
  }
  setTimeout(look, EVERY);
}

function show(pack) {
  if (!pack.sheets) return;
  bar.max = pack.sheets;
  bar.value = pack.done;
  place.querySelector("[data-pack-done]").textContent = pack.done;
  place.querySelector("[data-pack-sheets]").textContent = pack.sheets;
}

if (place) setTimeout(look, EVERY);
