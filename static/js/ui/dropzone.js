// [data-dropzone]: a dropped file goes into the file field inside and tells "change".
function zone(event) {
  return event.target instanceof Element ? event.target.closest("[data-dropzone]") : null;
}

document.addEventListener("dragover", (event) => {
  const place = zone(event);
  if (!place) return;
  event.preventDefault();
  place.classList.add("dropzone--over");
});

document.addEventListener("dragleave", (event) => zone(event)?.classList.remove("dropzone--over"));

document.addEventListener("drop", (event) => {
  const place = zone(event);
  if (!place) return;
  event.preventDefault();
  place.classList.remove("dropzone--over");
  const field = place.querySelector("input[type=file]");
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
