// The form of a plan: a button with data-fills fills its fields with one click; a link to a field opens the card it is in.
for (const quick of document.querySelectorAll("[data-quick]")) quick.hidden = false;

document.addEventListener("click", (event) => {
  const fills = event.target.closest("[data-fills]")?.dataset.fills;
  if (fills) fill(JSON.parse(fills));
});

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const field = document.getElementById(name);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function openTarget() {
  let fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

window.addEventListener("hashchange", openTarget);
openTarget();
