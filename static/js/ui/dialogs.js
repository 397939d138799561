// [data-dialog-open="id"] opens a dialog element, [data-dialog-close] closes the one it is in. The
// browser keeps the focus inside and gives it back. A press on the shade closes as well.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) openDialog(opener.dataset.dialogOpen);
  else if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog[open]") && outside(event)) event.target.close();
});

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  const within = event.clientX >= box.left && event.clientX <= box.right;
  return !(within && event.clientY >= box.top && event.clientY <= box.bottom);
}
