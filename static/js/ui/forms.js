// Behaviours of GOV.UK Frontend: an error summary takes the focus, characters are counted, a button
// pressed twice sends once. The library is loaded only where a page asks for one of them. Choices that
// reveal something are our own, because the library puts aria-expanded on radios, where it may not be.
// A date pasted whole into one of its three fields ([data-date]) is shared out.
export async function startForms(scope = document.body) {
  if (!scope.querySelector("[data-module^=govuk]")) return;
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  const library = await import("../../vendor/govuk-frontend-6.3.0.esm.min.js");
  for (const name of ["ErrorSummary", "CharacterCount", "Button"]) {
    library.createAll(library[name], {}, { scope });
  }
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

export function readDate(text) {
  const found = text.trim().match(/^(\d{1,2})[-. /](\d{1,2}|[a-z]{3})[a-z]*[-. /](\d{4})$/i);
  const iso = text.trim().match(/^(\d{4})-(\d{2})-(\d{2})$/);
  if (iso) return [String(Number(iso[3])), String(Number(iso[2])), iso[1]];
  if (!found) return null;
  const month = MONTHS.indexOf(found[2].slice(0, 3).toLowerCase()) + 1 || Number(found[2]);
  return month ? [String(Number(found[1])), String(month), found[3]] : null;
}

document.addEventListener("paste", (event) => {
  const group = event.target.closest("[data-date]");
  const parts = group && readDate(event.clipboardData.getData("text"));
  if (!parts) return;
  event.preventDefault();
  group.querySelectorAll("[data-date-part]").forEach((field, index) => {
    field.value = parts[index];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
});

function reveal(scope = document) {
  for (const choice of scope.querySelectorAll("input[data-aria-controls]")) {
    const part = document.getElementById(choice.dataset.ariaControls);
    part?.classList.toggle(`govuk-${choice.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !choice.checked);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=radio], input[type=checkbox]")) reveal();
});

startForms();
reveal();
