// Rows of [data-agenda] are dragged by their grip. Keys and buttons do the same without dragging.
import Sortable from "../../vendor/sortablejs-1.15.7.esm.min.js";

const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;

export function sortable(place) {
  const list = document.querySelector("[data-agenda]");
  if (!list || Sortable.get(list)) return;
  Sortable.create(list, {
    handle: "[data-agenda-grip]",
    draggable: "[data-agenda-row]",
    ghostClass: "agenda__row--ghost",
    chosenClass: "agenda__row--held",
    animation: STILL ? 0 : 120,
    // breaks stand between the rows and are not counted
    onEnd: ({ item, oldDraggableIndex, newDraggableIndex }) => {
      if (newDraggableIndex !== oldDraggableIndex) place(item, newDraggableIndex + 1);
    },
  });
}
