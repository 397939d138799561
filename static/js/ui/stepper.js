// [data-stepper]: the two buttons change the number and tell "change", as typing does.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper-by]");
  if (!button) return;
  const field = button.closest("[data-stepper]").querySelector("input");
  if (Number(button.dataset.stepperBy) > 0) field.stepUp();
  else field.stepDown();
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
