// The copy on this device of a unit, or of what is of no unit: shows the screen that the address asks
// for, and takes its steps.
import { fillFeedback, fillStory, fillUnit, fillWriting, isGood } from "./filling.js";
import { newId, send } from "./kept.js";
import { marks } from "./marks.js";
import { refreshOwn } from "./own-words.js";
import { beSure, hasCode, isHere, isSure, onlyRead, onlyReads, owner } from "./owner.js";
import { screenFor } from "./screens.js";
import { fillPlaced, fillSort, fillSorted } from "./sorting.js";
import { perform } from "./steps.js";
import { showLine } from "./waiting-line.js";
import { countWaiting } from "./waiting.js";

const RETRY = 20000;
const LEADS_ON = ["read", "start", "choose", "answer", "place"];
const here = document.querySelector("[data-screen]");
const { unit } = here.dataset;
const told = JSON.parse(here.dataset.told);
const { base } = here.dataset;
const suffix = document.title.slice(document.title.lastIndexOf(" – "));
const line = document.querySelector("[data-waiting-line]");
let connected = false;
let state = "away";

// On the copy's own address one looks at the unit.
if (unit && location.pathname === `${base}/offline`) history.replaceState(null, "", base);
if (owner() && !isSure() && !onlyReads()) ask();
else show();
refreshLine();
sendAll();
addEventListener("online", async () => {
  if ((await sendAll()) && !document.querySelector("[data-writing]")) location.reload();
});
setInterval(sendAll, RETRY);

/** Is it they? A browser that was closed does not know who sits there now. */
function ask() {
  put(find("ask"));
  const since = new Date(owner().since);
  const day = since.toLocaleDateString("en-GB", { dateStyle: "full" }).replace(",", "");
  const time = since.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(/\s/, "");
  here.querySelector("[data-since]").textContent = `They were last here with a connection on ${day}, ${time}.`;
  here.querySelector("[data-yes]").addEventListener("click", () => { beSure(owner().person); show(); });
  here.querySelector("[data-no]").addEventListener("click", () => { onlyRead(); show(); });
}

function show() {
  const now = marks(unit);
  let screen = screenFor(location.pathname.slice(base.length + 1), query(), told, now);
  while (screen.go !== undefined) {
    history.replaceState(null, "", `${base}${screen.go && "/"}${screen.go}`);
    screen = screenFor(screen.go, query(), told, now);
  }
  const { path } = screen;
  const chosen = screen.variant === "answered" ? now.answers[path] : undefined;
  const found = find(path, chosen ? answered(path, chosen) : screen.variant) ?? find("elsewhere");
  put(found);
  if (path === "") fillUnit(here, base, told, now);
  if (path.startsWith("scenario") && found.dataset.path !== "elsewhere") {
    document.title = fillStory(here, found.dataset.title, base, unit, told, now) + suffix;
  }
  if (path.startsWith("sort/") && found.dataset.path === path) fillSorting(screen, chosen, now);
  else if (chosen) fillFeedback(here, chosen);
  for (const field of here.querySelectorAll("[name=save_key]")) field.value = newId();
  const form = here.querySelector("[data-writing]");
  if (!isHere()) readOnly(form);
  else if (form) startWriting(form);
  if (isHere() && hasCode(owner().person)) showOwn();
  here.addEventListener("submit", take);
}

/** The variant of a screen that shows what is said of an answer. */
function answered(path, chosen) {
  if (path.startsWith("sort/")) return "placed";
  return isGood(find(path, "good"), chosen) ? "good" : "other";
}

function fillSorting({ path, variant }, chosen, now) {
  const sort = path.split("/").slice(0, 2).join("/");
  if (chosen) fillPlaced(here, sort, chosen, base, told, now);
  else if (variant) fillSorted(here, sort, now);
  else if (path === sort) fillSort(here, sort, base, told, now);
}

function query() {
  return new URLSearchParams(location.search);
}

function find(path, variant) {
  const all = [...document.querySelectorAll("template[data-path]")];
  return all.find((one) => one.dataset.path === path && one.dataset.variant === variant);
}

function put(template) {
  const content = template.content.cloneNode(true);
  const back = content.querySelector("[data-back]");
  document.querySelector("[data-back-here]").replaceChildren(...(back ? [back] : []));
  here.replaceChildren(content);
  document.title = template.dataset.title + suffix;
  const heading = here.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function readOnly(form) {
  here.querySelector("h1").after(document.querySelector("[data-only-read]").content.cloneNode(true));
  form?.remove();
  // What only leads on may be done all the same.
  for (const one of here.querySelectorAll("[data-step]")) {
    if (!LEADS_ON.includes(one.dataset.step)) (one.closest("details") ?? one).remove();
  }
}

async function showOwn() {
  const { showIn } = await import("./own-places.js");
  await showIn(here);
}

async function startWriting(form) {
  fillWriting(form, owner());
  const { write } = await import("./writing.js");
  await write(form, async () => (await send()).taken);
}

async function take(event) {
  const form = event.target;
  if (!form.dataset.step) return;
  event.preventDefault();
  const address = await perform(form, unit);
  if (!address) return;
  // Where the connection is back, the next page comes from the network: it must know of this step.
  if (connected) await sendAll();
  location.assign(address);
}

/** Send what waits; whether there is a connection, and everything went. */
async function sendAll() {
  if (navigator.onLine || (await countWaiting())) {
    const sent = await send();
    ({ state } = sent);
    if (Object.keys(sent.taken).length) await refreshOwn(sent.person);
  }
  connected = state === "in";
  refreshLine();
  return connected;
}

function refreshLine() {
  showLine(line, { person: isHere() ? owner().person : undefined, state });
}
