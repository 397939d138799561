// One socket to one meeting. It names the last event it has, is brought level, and repairs itself.
// Frames are applied in the order of the log: one that leaves a gap waits a moment, then the gap is asked for.
import { io } from "../../vendor/socket.io-4.8.4.esm.min.js";

const GRACE = 150; // ms that a missing frame may still be under way
const PATIENCE = 4000; // ms for an answer

export function connect({ meeting, last, wall }) {
  const socket = io({
    path: "/live",
    transports: ["websocket"],
    randomizationFactor: 0.5,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5000,
  });
  const frameListeners = [];
  const nowListeners = [];
  const levelListeners = [];
  const editListeners = [];
  let waiting = [];
  let asking = false;
  let grace = null;

  function take(frame) {
    if (frame.to <= last) return;
    if (frame.from > last + 1) {
      waiting.push(frame);
      grace ??= setTimeout(ask, GRACE);
      return;
    }
    deliver(frame);
    const kept = waiting.sort((a, b) => a.from - b.from);
    waiting = [];
    kept.forEach(take);
  }

  function deliver(frame) {
    last = Math.max(last, frame.to);
    frameListeners.forEach((listen) => listen(frame));
  }

  async function ask() {
    grace = null;
    if (asking || !socket.connected) return;
    asking = true;
    try {
      level(await socket.timeout(PATIENCE).emitWithAck("sync", { meeting, last }));
    } catch {
      grace ??= setTimeout(ask, 1000);
    } finally {
      asking = false;
    }
  }

  function level(answer) {
    if (!answer.ok) return refuse(answer);
    nowListeners.forEach((listen) => listen(answer.now));
    deliver(answer);
    const kept = waiting;
    waiting = [];
    kept.forEach(take);
    show("live");
    levelListeners.forEach((listen) => listen());
    return undefined;
  }

  function refuse(answer) {
    if (answer.code === "not_allowed" || answer.code === "not_found") leave();
    else show("stale", answer.message);
  }

  function leave() {
    socket.disconnect();
    document.body.hidden = true; // somebody else may stand before this screen now
    location.assign("/sign-in");
  }

  async function join() {
    try {
      level(await socket.timeout(PATIENCE).emitWithAck("join", { meeting, last, wall }));
    } catch {
      if (socket.connected) socket.disconnect().connect();
    }
  }

  socket.on("connect", join);
  socket.on("frame", take);
  socket.on("people", ({ parts }) => frameListeners.forEach((listen) => listen({ parts, audience: audience() })));
  socket.on("edit", (edit) => editListeners.forEach((listen) => listen(edit)));
  socket.on("head", ({ seq, now }) => {
    nowListeners.forEach((listen) => listen(now));
    if (seq > last) grace ??= setTimeout(ask, GRACE);
  });
  socket.on("ended", leave);
  socket.on("disconnect", () => show("stale", "Connection lost. Trying again…"));
  socket.on("connect_error", (error) => {
    if (error.message === "sign in") leave();
    else show("stale", "No connection. Nothing you see may be newest; trying again…");
  });

  return {
    onFrame: (listen) => frameListeners.push(listen),
    onNow: (listen) => nowListeners.push(listen),
    onLevel: (listen) => levelListeners.push(listen),
    onEdit: (listen) => editListeners.push(listen),
    join,
    ask: (name, message) => socket.timeout(PATIENCE).emitWithAck(name, { meeting, ...message }),
  };
}

function audience() {
  return document.querySelector("[data-room]").dataset.audience;
}

// [data-connection] says how fresh the screen is: live, or stale with the reason.
function show(state, words = "Connected") {
  for (const place of document.querySelectorAll("[data-connection]")) {
    place.dataset.connection = state;
    place.querySelector("[data-connection-words]").textContent = words;
  }
}
