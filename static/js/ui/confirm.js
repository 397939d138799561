// A button with data-confirm asks before its form is sent; forms that are sent quietly ask by themselves.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (!question || event.target.closest("form[data-quiet]")) return;
  if (!window.confirm(question)) event.preventDefault();
});
