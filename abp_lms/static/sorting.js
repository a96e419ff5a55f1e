// Puts into the screens of a sort where the person at this device has put things.
import { left } from "./screens.js";

/** The beginning of a sort; `sort` is its path in the unit. */
export function fillSort(screen, sort, base, told, now) {
  const next = screen.querySelector("[data-next]");
  next.href = `${base}/${sort}/${left(told.parts[sort], now[sort])}`;
  next.textContent = now[sort]?.length ? "Continue" : "Start";
}

/** Where everything was put. */
export function fillSorted(screen, sort, now) {
  for (const item of screen.querySelectorAll("[data-situation]")) {
    const [group] = now.answers[`${sort}/${item.dataset.situation}`] ?? [];
    inGroup(screen, group)?.querySelector("ul").append(item);
  }
  for (const group of screen.querySelectorAll("[data-group]")) {
    const list = group.querySelector("ul");
    list.hidden = !list.children.length;
    group.querySelector("[data-nothing]").hidden = !list.hidden;
  }
}

/** One situation in its place: what is said of that, and where to go on. */
export function fillPlaced(screen, sort, [chosen], base, told, now) {
  const group = inGroup(screen, chosen);
  if (group) {
    const heading = group.querySelector("h2");
    heading.textContent = `You chose: ${heading.textContent}`;
    screen.querySelector("[data-chosen]").append(...group.childNodes);
    group.remove();
  }
  const next = left(told.parts[sort], now[sort]);
  const button = screen.querySelector("[data-next]");
  button.href = next ? `${base}/${sort}/${next}` : `${base}/${sort}`;
  button.textContent = next ? "Next situation" : "See where you put them";
}

const inGroup = (screen, group) => group && screen.querySelector(`[data-group="${CSS.escape(group)}"]`);
