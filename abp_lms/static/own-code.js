// On "Your words on this device": choose the code that opens one's own words here, or remove them.
import { canKeep, forgetUnits, keepForOneself, keptUnits } from "./keeping.js";
import { session } from "./kept.js";
import { SHORTEST, chooseCode, refreshOwn } from "./own-words.js";
import { forgetWords, hasCode, setOwner } from "./owner.js";

export async function offer(section) {
  if (!canKeep()) return;
  const { person } = section.dataset;
  const state = section.querySelector("[data-own-state]");
  const form = section.querySelector("form");
  const box = form.querySelector("input");
  const removeThem = section.querySelector("[data-remove-words]");
  show();
  section.hidden = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ([...box.value.trim()].length < SHORTEST) {
      state.textContent = `Your code needs at least ${SHORTEST} characters.`;
      box.focus();
      return;
    }
    state.textContent = "Keeping your words…";
    const now = await session();
    await navigator.serviceWorker.ready;
    const theirs = now.state === "in" && now.person === person && now.keep;
    if (theirs) setOwner(person, now.key);
    const kept = theirs && (await keepForOneself().catch(() => false)) && (await chooseCode(person, box.value));
    if (kept) await refreshOwn(person);
    if (kept) box.value = "";
    show();
    if (!kept) state.textContent = "Your words could not be kept. Try again with a better connection.";
  });

  removeThem.addEventListener("click", async () => {
    forgetWords();
    if (!(await keptUnits()).length) await forgetUnits();
    show();
    box.focus();
  });

  function show() {
    const kept = hasCode(person);
    removeThem.hidden = !kept;
    state.textContent = kept ? "They are kept on this device. A new code replaces the one before." : "";
  }
}
