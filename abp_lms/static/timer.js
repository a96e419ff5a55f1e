// Counts down the steps of a set. How far it has come is kept on the device, so that a reload or a
// closed lid loses nothing; it is a number of milliseconds, and nothing about anybody.
const NAME = "abl-timer";
const timer = document.querySelector("[data-timer]");
const rows = [...document.querySelectorAll("tr[data-minutes]")];
const lengths = rows.map((row) => Number(row.dataset.minutes) * 60000);
const starts = lengths.map((_, place) => lengths.slice(0, place).reduce((a, b) => a + b, 0));
const total = lengths.reduce((a, b) => a + b, 0);
const part = (name) => timer.querySelector(`[data-${name}]`);
const button = (name) => timer.querySelector(`[data-do=${name}]`);
const title = (place) => rows[place].querySelector("[data-title]").textContent;

// `gone`: milliseconds that had gone when `since` began; `since` is null while it stands still.
let { gone, since } = remembered();
let shown = null;

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    if (Number.isFinite(kept.gone) && (kept.since === null || Number.isFinite(kept.since))) return kept;
  } catch {
    // Nothing is kept, or the browser keeps nothing: begin at the beginning.
  }
  return { gone: 0, since: null };
}

function set(newGone, runs) {
  gone = Math.min(newGone, total);
  since = runs && gone < total ? Date.now() : null;
  try {
    localStorage.setItem(NAME, JSON.stringify({ gone, since }));
  } catch {
    // Then only a reload begins anew.
  }
  draw();
}

const elapsed = () => Math.min(since === null ? gone : gone + Math.max(Date.now() - since, 0), total);

/** The step in which a moment lies; the number of steps once all are over. */
const stepAt = (moment) => starts.findLastIndex((start) => start <= moment) + (moment >= total ? 1 : 0);

const clock = (milliseconds) => {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

function draw() {
  const moment = elapsed();
  const step = stepAt(moment);
  const over = step >= rows.length;
  part("left").textContent = over ? "0:00" : clock(starts[step] + lengths[step] - moment);
  button("start").textContent = since === null ? (gone ? "Continue" : "Start") : "Pause";
  button("start").disabled = button("next").disabled = over;
  // Only a change of step is read aloud.
  if (step === shown) return;
  shown = step;
  part("step").textContent = over ? "The set is over" : title(step);
  part("say").textContent = over ? "" : rows[step].querySelector("[data-say]").textContent;
  part("next").textContent = step + 1 < rows.length ? `Next: ${title(step + 1)}` : "";
  rows.forEach((row, place) => {
    if (place === step) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
}

button("start").addEventListener("click", () => set(elapsed(), since === null));
button("next").addEventListener("click", () => {
  const step = stepAt(elapsed());
  set(starts[step] + lengths[step], since !== null);
});
button("reset").addEventListener("click", () => set(0, false));
setInterval(draw, 250);
draw();
timer.hidden = false;
