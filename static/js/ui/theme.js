// Light, dark, dim or like the system: [data-theme-choice]. Remembered on this device; the cookie lets
// the server draw the next page in it at once.
const THEMES = ["system", "light", "dark", "dim"];
const YEAR = 60 * 60 * 24 * 365;
const root = document.documentElement;

export function setTheme(theme) {
  if (!THEMES.includes(theme)) return;
  root.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  mark();
}

export function nextTheme() {
  const at = THEMES.indexOf(root.dataset.theme ?? "system");
  setTheme(THEMES[(at + 1) % THEMES.length]);
}

function mark() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.theme));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) setTheme(button.dataset.themeChoice);
});

// A wall may fix its own theme with data-theme-fixed on the root.
const remembered = localStorage.getItem("theme");
if (remembered && !("themeFixed" in root.dataset)) setTheme(remembered);
else mark();
