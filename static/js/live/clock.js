// Time runs by the server's clock. [data-timer] carries the seconds spent when it was drawn (data-spent),
// when that was (data-at), whether it runs (data-runs) and the minutes planned (data-minutes).
// A break says when it ends (data-break-until); the room is reminded of one at data-break-due.
const CHECK = 0.8; // of the time planned

export function keepTime(now) {
  let ahead = now - Date.now() / 1000;

  function tick() {
    const at = Date.now() / 1000 + ahead;
    for (const timer of document.querySelectorAll("[data-timer]")) {
      const runs = timer.dataset.runs === "true";
      const spent = Number(timer.dataset.spent) + (runs ? Math.max(0, at - Number(timer.dataset.at)) : 0);
      show(timer, spent, Number(timer.dataset.minutes) * 60);
    }
    for (const due of document.querySelectorAll("[data-break-due]")) due.hidden = at < Number(due.dataset.breakDue);
    for (const pause of document.querySelectorAll("[data-break-until]")) {
      pause.querySelector("[data-break-over]").hidden = at < Number(pause.dataset.breakUntil);
    }
  }

  setInterval(tick, 500);
  tick();
  return {
    tick,
    set(serverNow) {
      ahead = serverNow - Date.now() / 1000;
    },
  };
}

function show(timer, spent, planned) {
  const words = `${Math.floor(spent / 60)}:${String(Math.floor(spent % 60)).padStart(2, "0")}`;
  for (const place of timer.querySelectorAll("[data-timer-now]")) {
    if (place.textContent !== words) place.textContent = words;
  }
  timer.classList.toggle("timer--check", spent >= planned * CHECK && spent < planned);
  timer.classList.toggle("timer--over", planned > 0 && spent >= planned);
  const fill = timer.querySelector(".meter__fill");
  if (fill && planned) fill.setAttribute("width", `${Math.min(100, (100 * spent) / planned)}%`);
}
