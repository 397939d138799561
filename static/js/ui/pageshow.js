// A page kept by the browser's back button may show a patient after signing out, or facts that have
// changed. Such a page is hidden and asked for again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.reload();
});
