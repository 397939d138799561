// On a phone one part shows at a time; the bar below chooses. Without this module all parts stand below each other.
const parts = [...document.querySelectorAll("[data-phone-part]")];

function choose() {
  const wanted = parts.find((part) => `#${part.id}` === location.hash) ?? parts[0];
  for (const part of parts) part.hidden = part !== wanted;
  for (const link of document.querySelectorAll(".tabbar__link")) {
    if (link.hash === `#${wanted.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  requestAnimationFrame(() => window.scrollTo(0, 0)); // after the browser's own jump to the part
}

if (parts.length) {
  window.addEventListener("hashchange", choose);
  choose();
}
