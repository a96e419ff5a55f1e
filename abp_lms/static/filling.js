// Puts into a screen of a kept unit what belongs to the person at this device, and to their story.
import { newId } from "./kept.js";
import { mark, markDone } from "./marks.js";
import { stateOf } from "./screens.js";
import { tell, tellAll, walk } from "./story.js";

const SETTLED = ["Done", "Left out"];
const COLOURS = { Started: "yellow", "Not started": "blue", "Skipped for now": "grey" };

/** The unit's own screen: how each piece stands, and what is next. */
export function fillUnit(screen, base, told, now) {
  const states = told.pieces.map((piece) => [piece, stateOf(piece, told.parts[piece], now)]);
  for (const item of screen.querySelectorAll(".nhsuk-task-list__item")) {
    const piece = item.querySelector("a").pathname.slice(base.length + 1);
    const state = told.parts[piece] && stateOf(piece, told.parts[piece], now);
    const place = item.querySelector(".nhsuk-task-list__status");
    // What this copy does not hold: other kinds of activity.
    if (!state) place.replaceChildren("Needs a connection");
    else place.replaceChildren(SETTLED.includes(state) ? state : tag(state));
  }
  const left = states.filter(([, state]) => !SETTLED.includes(state));
  const [next] = left.find(([, state]) => state !== "Skipped for now") ?? left[0] ?? [];
  const button = screen.querySelector("[data-next]");
  if (next) {
    button.href = `${base}/${next}`;
    button.textContent = `Next: ${told.names[next].toLowerCase()}`;
  } else {
    button.replaceWith(document.querySelector("[data-all-done]").content.cloneNode(true));
  }
  for (const box of screen.querySelectorAll("[name=pieces]")) {
    const [, state] = states.find(([piece]) => piece === box.value);
    box.closest(".nhsuk-checkboxes__item").hidden = SETTLED.includes(state);
  }
}

function tag(state) {
  const found = document.createElement("strong");
  found.className = `nhsuk-tag nhsuk-tag--${COLOURS[state]}`;
  found.textContent = state;
  return found;
}

/** A step or an ending of the story, in the words of the chosen setting. Gives its title. */
export function fillStory(screen, title, base, unit, told, now) {
  const { run } = now;
  const words = told.story.settings[run?.setting] ?? Object.values(told.story.settings)[0] ?? {};
  tellAll(screen, words);
  const [, part] = location.pathname.slice(base.length + 1).split("/");
  if (run && part) {
    const { decided, at, ended } = walk(told.story, run.path);
    const place = decided.findIndex(([step]) => step === part);
    const number = place < 0 ? decided.length : place;
    const shown = screen.querySelector("[data-number]");
    if (shown) shown.textContent = number + 1;
    const back = document.querySelector("[data-back-here] a");
    if (number) {
      back.href = `${base}/scenario/${decided[number - 1][0]}`;
      back.textContent = "Back one step";
    }
    choose(screen, decided[place]?.[1]);
    const way = screen.querySelector("[data-way]");
    if (way) way.append(...decided.map(([step, option]) => sayDecision(step, option, words)));
    if (ended && at === part) {
      mark(unit, (marks) => { marks.run.ended = true; });
      markDone(unit, "scenario", "ended");
    }
  } else if (run) {
    choose(screen, run.setting);
  }
  return tell(title, words);
}

function choose(screen, value) {
  const box = value && screen.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (box) box.checked = true;
}

/** "The kettle clicks: Ask her." from the screen of that step. */
function sayDecision(step, option, words) {
  const told = document.querySelector(`template[data-path="scenario/${CSS.escape(step)}"]`);
  const box = told.content.querySelector(`input[value="${CSS.escape(option)}"]`);
  const label = told.content.querySelector(`label[for="${CSS.escape(box.id)}"]`);
  const item = document.createElement("li");
  item.textContent = tell(`${told.dataset.title}: ${label.textContent.trim()}`, words);
  return item;
}

/** Whether what was chosen is a good answer, as rules/quizzes.py has it. */
export function isGood(question, chosen) {
  const good = [...question.content.querySelectorAll("[data-good]")].map((one) => one.dataset.option);
  const several = question.content.querySelector("[data-several]") !== null;
  const fits = chosen.every((one) => good.includes(one));
  return fits && (several ? chosen.length === good.length : chosen.length > 0);
}

export function fillFeedback(screen, chosen) {
  for (const option of screen.querySelectorAll("[data-option]")) {
    if (!chosen.includes(option.dataset.option)) continue;
    option.classList.add("abl-answer--chosen");
    const tag = document.querySelector("[data-your-answer]").content.cloneNode(true);
    option.querySelector("p").after(tag, " ");
  }
}

/** Boxes to write in: whose words these are. */
export function fillWriting(form, { person, key }) {
  form.dataset.person = person;
  form.dataset.key = JSON.stringify(key);
  form.dataset.drafts = `/workbook/drafts/${form.dataset.unit}/${form.dataset.prompt}`;
  form.elements.namedItem("save_key").value = newId();
  form.elements.namedItem("opened_at").value = new Date().toISOString();
  const today = new Date();
  const parts = { day: today.getDate(), month: today.getMonth() + 1, year: today.getFullYear() };
  for (const [part, value] of Object.entries(parts)) {
    const box = form.elements.namedItem(`done_on[${part}]`);
    if (box) box.value = value;
  }
}
