// Enter in the password signs, as a person expects: the form's first button would only save the draft.
document.querySelector("#password")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  document.querySelector("[data-sign]").click();
});
