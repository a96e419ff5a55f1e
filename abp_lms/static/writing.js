// A page with boxes to write in: saves as one types, and says where the words are.
import { copyFor, isKept } from "./keeping.js";
import { ask, canSeal, newId, sealer, send, session } from "./kept.js";
import { markDone } from "./marks.js";
import { noteOn } from "./own-words.js";
import { setOwner } from "./owner.js";
import { keepStep, showMissing } from "./steps.js";
import { countWaiting, drop, keep } from "./waiting.js";

const PAUSE = 1500; // after the last key
const RETRY = 20000;

/** Save the boxes of `form` as they are typed. `sendWaiting` sends what waited from before. */
export async function write(form, sendWaiting) {
  const { person, unit, prompt, drafts: address } = form.dataset;
  const status = form.querySelector("[data-status]");
  const signedOut = form.querySelector("[data-signed-out]");
  const keptWords = form.querySelector("[data-kept-words]");
  const boxes = [...form.querySelectorAll("textarea")];
  const reflects = boxes.some((box) => box.name === "so_what");
  const hidden = (name) => form.elements.namedItem(name);

  const writer = newId();
  let counter = 0;
  let editedAt = new Date(); // of the last key
  let sent = 0; // the counter of the last words the server has
  let token = hidden("csrf_token").value;
  let timer;
  let sending = false;
  let leaving = false;
  let seal = null;

  const words = () => Object.fromEntries(boxes.map((box) => [box.name, box.value]));
  const hand = () => ({ writer, counter, base: Number(hidden("base").value) });
  const item = () => ({
    kind: "draft", unit, prompt, boxes: words(), edited_at: editedAt.toISOString(), ...hand(),
  });
  const somethingWaits = async () => counter > sent || (await countWaiting(person)) > 0;
  const keepSealed = async (name, value) => seal !== null
    && keep(person, name, ...(await Promise.all([seal(value), noteOn(person, form)])));
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  hidden("writer").value = writer;
  for (const box of boxes) box.addEventListener("input", typed);
  // Typed while this script was still on its way, or put back by the browser.
  if (boxes.some((box) => box.value !== box.defaultValue)) typed();
  form.addEventListener("submit", submit);
  document.addEventListener("submit", saveBeforeOthers);
  addEventListener("online", resume);
  addEventListener("focus", resume);
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; resume(); } });
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush(); else resume();
  });
  setInterval(() => { if (!timer) resume(); }, RETRY);

  if (form.dataset.keep === "yes" && canSeal()) {
    seal = await sealer(JSON.parse(form.dataset.key)).catch(() => null);
  }
  const taken = await sendWaiting();
  if (Object.keys(taken).length) await refresh();

  function typed() {
    counter += 1;
    editedAt = new Date();
    hidden("counter").value = counter;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  /** Send the words as they are; where they cannot be sent, keep them sealed. */
  async function save() {
    timer = undefined;
    if (sending || leaving || counter === sent) return;
    sending = true;
    const now = item();
    let answer = await ask(address, { token, body: now });
    if (answer.status === 400 && (await freshToken())) {
      answer = await ask(address, { token, body: now });
    }
    sending = false;
    if (answer.state === "in") {
      sent = now.counter;
      hidden("base").value = answer.said.version;
      signedOut.hidden = true;
      if (counter === sent) await drop(person, writer);
      say(answer.said.set_aside
        ? `Saved ${answer.said.saved_at}. You also wrote in another place: load this page again to see both.`
        : `Saved ${answer.said.saved_at}`);
      if (counter !== sent && !timer) timer = setTimeout(save, PAUSE);
    } else if (answer.state === "refused" && answer.status !== 400) {
      say(`Not saved. ${answer.said.detail ?? ""}`);
    } else {
      await keepHere(now, writer, answer.state);
    }
  }

  /** Keep an item on this device, and say so, or say that it is not kept. */
  async function keepHere(value, name, state) {
    const kept = await keepSealed(name, value);
    if (state === "out" || state === "refused") {
      keptWords.textContent = kept
        ? "Your words are kept on this device."
        : "Your words are not saved yet. Keep this page open.";
      signedOut.hidden = false;
    }
    say(kept
      ? "Saved on this device, will be sent"
      : "There is no connection. Your words are not saved. Keep this page open.");
    return kept;
  }

  /** A token of the sign-in that is there now, if it is the same person's. */
  async function freshToken() {
    const now = await session();
    if (now.state !== "in" || now.person !== person) return false;
    token = now.token;
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
    return true;
  }

  /** Back from wherever: try again what is not sent. */
  async function resume() {
    if (leaving || sending || (signedOut.hidden && !(await somethingWaits()))) return;
    if (!(await freshToken())) return;
    signedOut.hidden = true;
    await save();
    const { taken } = await send();
    if (Object.keys(taken).length) await refresh();
  }

  /** The page goes out of sight: send in the background, and keep a sealed copy until it is there. */
  async function flush() {
    if (leaving || counter === sent) return;
    clearTimeout(timer);
    timer = undefined;
    const now = item();
    const answer = ask(address, { token, body: now, leaving: true });
    await keepSealed(writer, now);
    const { state, said } = await answer;
    if (state !== "in") return;
    sent = Math.max(sent, now.counter);
    hidden("base").value = said.version;
    if (counter === now.counter) await drop(person, writer);
  }

  /** Save and the other buttons: only to a server that is there, for the person whose page this is. */
  async function submit(event) {
    if (leaving) return; // our own, below
    event.preventDefault();
    const button = event.submitter;
    clearTimeout(timer);
    timer = undefined;
    counter += 1;
    hidden("counter").value = counter;
    hidden("said_at").value = new Date().toISOString();
    const isSave = button.value === "written";
    if (isSave && !navigator.onLine && showMissing(form)) return;
    const saved = { ...item(), kind: "save", fields: fieldsOf(form) };
    const name = `${writer}.${hidden("save_key").value}`;
    const kept = isSave && (await keepSealed(name, saved));
    const now = await session();
    if (now.state === "in" && now.person === person) {
      await freshToken();
      leaving = true;
      form.requestSubmit(button);
      return;
    }
    hidden("said_at").value = "";
    if (now.state === "in") {
      say("Somebody else is signed in here. Your words are not sent under their name.");
    } else if (isSave) {
      if (kept) {
        await drop(person, writer);
        sent = counter;
        hidden("save_key").value = newId(); // the next Save is another one
      }
      if (await keepHere(saved, name, now.state)) await goOn(button.value);
    } else if (await markHere(button.value, now.state)) {
      await goOn(button.value);
    }
  }

  /** "I wrote it on paper" or "Skip for now": kept as a step, and what was typed beside it as a draft. */
  async function markHere(how, state) {
    const typed = boxes.some((box) => box.value.trim());
    const safe = !typed || (await keepHere(item(), writer, state));
    const key = hidden("save_key").value || newId();
    if (safe && seal !== null) {
      setOwner(person, JSON.parse(form.dataset.key));
      const when = form.querySelector("[name=when]:checked")?.value; // of a letter
      if (await keepStep(unit, { kind: how, part: prompt, when }, key)) return true;
    }
    say("There is no connection. Press the button again when there is one.");
    return false;
  }

  /** Where the unit is kept on this device, its next screen is, too. */
  async function goOn(how) {
    if (!(await isKept(copyFor(location.pathname)))) return;
    if (!reflects) markDone(unit, "practise", "log");
    else markDone(unit, how === "skip" ? "skipped" : "reflect", prompt);
    leaving = true;
    location.assign(`/workbook/units/${unit}${reflects ? `/reflect?after=${prompt}` : ""}`);
  }

  /** Another form of the page, such as Sign out: first the words, then the form. */
  async function saveBeforeOthers(event) {
    if (event.target === form || counter === sent || leaving) return;
    event.preventDefault();
    clearTimeout(timer);
    while (sending) await new Promise((resolve) => { setTimeout(resolve, 50); });
    await save();
    leaving = true;
    event.target.requestSubmit(event.submitter);
  }

  /** What waited is with the server now: show it, unless something new is being typed. */
  async function refresh() {
    const { state, said } = await ask(address);
    if (state !== "in" || counter !== sent) return;
    for (const box of boxes) box.value = said.boxes[box.name] ?? "";
    hidden("base").value = said.version;
    say(said.set_aside
      ? "Sent from this device. You also wrote in another place: load this page again to see both."
      : "Sent from this device.");
  }
}

function fieldsOf(form) {
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrf_token;
  return fields;
}
