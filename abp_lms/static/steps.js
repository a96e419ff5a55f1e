// What is done in a kept unit without a connection: kept sealed, in its order, with its time.
import { newId, sealer, session } from "./kept.js";
import { mark, markDone, marks, putBack } from "./marks.js";
import { noteOn } from "./own-words.js";
import { isHere, onlyReads, owner } from "./owner.js";
import { decide } from "./story.js";
import { keep, namesOf } from "./waiting.js";

/** Keep one thing that was done; twice under the same key is once. False where there is no room. `form`:
 * in which it was done, for its author to read again.
 */
export async function keepStep(unit, what, key = newId(), form = undefined) {
  const { person, key: publicKey } = owner();
  const seal = await sealer(publicKey);
  const item = { ...what, unit, key, said_at: new Date().toISOString() };
  const note = form && (await noteOn(person, form));
  return keep(person, await nameOf(person, key), await seal(item), note);
}

/** A name that sorts in the order of the deeds and tells nothing; a key that waits keeps its name. */
async function nameOf(person, key) {
  const names = (await namesOf(person)).filter((name) => name.startsWith("step."));
  const known = names.find((name) => name.endsWith(key));
  const last = Math.max(0, ...names.map((name) => Number(name.split(".")[1])));
  return known ?? `step.${String(last + 1).padStart(6, "0")}.${key}`;
}

/** Do what a form asks for. Gives the address to go on at; null where something must be mended. */
export async function perform(form, unit) {
  if (showMissing(form)) return null;
  if (owner() && !isHere() && !onlyReads()) {
    showProblem(form, "Somebody else has signed in on this device since. Load this page again.");
    return null;
  }
  const { step, part } = form.dataset;
  const said = new FormData(form);
  const before = marks(unit);
  const { address, what, key } = (DEEDS[step] ?? asItIs)(unit, part, said, form.dataset);
  if (isHere() && what && !(await keepStep(unit, what, key, form))) {
    putBack(unit, before);
    showProblem(form, "This device has no room to keep that. Go on when there is a connection.");
    return null;
  }
  return form.dataset.to ?? `/workbook/units/${unit}${address}`;
}

/** What a form holds: the server reads it as if it had come from the page. */
function asItIs(_, part, said, { step }) {
  return { what: { kind: step, part, fields: fieldsOf(said) }, key: keyOf(said) };
}

function fieldsOf(said) {
  const names = new Set(said.keys());
  names.delete("csrf_token");
  return Object.fromEntries([...names].map((name) => [name, said.getAll(name)]));
}

const keyOf = (said) => said.get("save_key") || newId();

const DEEDS = {
  read(unit, part) {
    markDone(unit, "read", part);
    return { address: `/read?after=${part}`, what: { kind: "read", part } };
  },
  start(unit, _, said) {
    mark(unit, (now) => { now.run = newRun(said.get("setting")); });
    return { address: "/scenario?on=yes" };
  },
  choose(unit, step, said, { story }) {
    const { run } = mark(unit, (now) => {
      // What has ended stays as it ended: deciding anew is another way through.
      if (!now.run || now.run.ended) now.run = newRun(now.run?.setting, now.run?.path);
      now.run.key ??= newId();
      now.run.path = decide(now.run.path, step, said.get("choice"));
    });
    const { setting, path, begun_at, key } = run;
    const what = { kind: "scenario", part: story, setting, path, begun_at };
    return { address: "/scenario?on=yes", what, key };
  },
  answer(unit, part, said) {
    const chosen = said.getAll("chosen");
    const path = `recall/${part}`;
    mark(unit, (now) => { now.answers[path] = chosen; });
    markDone(unit, "recall", part);
    const what = { kind: "answer", part, chosen };
    return { address: `/${path}?answered=yes`, what, key: keyOf(said) };
  },
  place(unit, part, said, { situation }) {
    const path = `sort/${part}/${situation}`;
    mark(unit, (now) => { now.answers[path] = [said.get("group")]; });
    markDone(unit, `sort/${part}`, situation);
    return { address: `/${path}`, what: { kind: "place", part, situation, fields: fieldsOf(said) } };
  },
  rate(unit, part, said, { page }) {
    markDone(unit, `rate/${part}`, page);
    return { what: { kind: "rate", part, page, fields: fieldsOf(said) }, key: keyOf(said) };
  },
  "leave-out"(unit, _, said) {
    const pieces = said.getAll("pieces");
    for (const piece of pieces) markDone(unit, "left_out", piece);
    return { address: "", what: { kind: "leave-out", pieces } };
  },
};

const newRun = (setting, path) => ({
  key: newId(), setting: setting ?? null, path: path ?? [], begun_at: new Date().toISOString(),
});

/** On a page that came from the network: take its steps when there is no connection. */
export function watch(unit) {
  let busy = false;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.step || !owner() || busy === form) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    // A device may be connected to a network that leads nowhere.
    const { state } = navigator.onLine ? await session() : { state: "away" };
    if (state === "away") {
      busy = false;
      const address = await perform(form, unit);
      if (address) location.assign(address);
    } else {
      busy = form;
      form.requestSubmit(event.submitter);
      busy = false;
    }
  });
}

/** Say what a form still needs; false where it needs nothing. */
export function showMissing(form) {
  const { missing, blank, longest } = form.dataset;
  const choices = [...form.querySelectorAll("input[type=radio], input[type=checkbox]")];
  const boxes = [...form.querySelectorAll("textarea")];
  const long = longest && boxes.find((box) => lengthOf(box) > Number(longest));
  if (missing && choices.length && !choices.some((one) => one.checked)) {
    showProblem(form, missing, choices[0]);
  } else if (blank && !boxes.some((box) => box.value.trim())) {
    showProblem(form, blank, boxes[0]);
  } else if (long) {
    showProblem(form, `Shorten this to ${longest} characters. You have ${lengthOf(long)}`, long);
  } else {
    return false;
  }
  return true;
}

const lengthOf = (box) => [...box.value].length;

/** Say above everything what is wrong in a form. */
export function showProblem(form, sentence, field) {
  document.querySelector(".nhsuk-error-summary")?.remove();
  const box = document.createElement("div");
  box.className = "nhsuk-error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.className = "nhsuk-error-summary__title";
  title.textContent = "There is a problem";
  const link = document.createElement("a");
  link.textContent = sentence;
  link.href = `#${field?.id ?? ""}`;
  link.addEventListener("click", (event) => { event.preventDefault(); field?.focus(); });
  box.append(title, link);
  form.closest("main").querySelector("h1").before(box);
  box.focus();
}
