// On every page of somebody who is signed in: sends what waited on this device, and keeps this
// device ready for the next time without a connection.
import { anyKept, copyFor, forgetUnits, isKept, refreshKept, unitOf } from "./keeping.js";
import { ask, send, session } from "./kept.js";
import { mark } from "./marks.js";
import { forgetOwner, hasCode, setOwner } from "./owner.js";
import { showLine } from "./waiting-line.js";
import { countWaiting, dropAll } from "./waiting.js";

const form = document.querySelector("[data-writing]");
const keeping = document.querySelector("[data-keep='no'][data-person]");
const section = document.querySelector("[data-keep-unit]");
const list = document.querySelector("[data-queue]");
const code = document.querySelector("[data-own-code]");
const unit = unitOf(location.pathname);
let watched = false;

document.addEventListener("submit", (event) => {
  if (/^\/sign-out/.test(new URL(event.target.action).pathname)) forgetOwner();
});
if (code) import("./own-code.js").then(({ offer }) => offer(code));
if (section) import("./keep-unit.js").then(({ offer }) => offer(section, getReady));

if (form) {
  const { write } = await import("./writing.js");
  write(form, sendWaiting);
} else {
  const sendAndShow = async () => {
    const taken = await sendWaiting();
    if (list) (await import("./queue.js")).showQueue(list);
    drawAnew(Object.values(taken));
  };
  await sendAndShow();
  addEventListener("online", sendAndShow);
}
await getReady();

async function sendWaiting() {
  const { state, person, taken } = (await countWaiting()) ? await send() : { taken: {} };
  if (keeping && state !== "away" && state !== "out") await forget(keeping.dataset.person);
  await showLine(lineOf(), { person, state });
  return taken;
}

/** The person wants nothing kept here. What could be sent has been. */
async function forget(person) {
  await dropAll(person);
  forgetOwner();
  await forgetUnits();
}

/** The page was drawn before this was with the server. */
function drawAnew(taken) {
  const story = unit && taken.includes("scenario") && location.pathname.includes("/scenario/");
  if (story) location.replace(`/workbook/units/${unit}/scenario`);
  else if (taken.some((what) => what !== "draft" && what !== "known")) location.reload();
}

/** Where units are kept: for whom, how far they are in this one, and what has changed in any. */
async function getReady() {
  if (!(await anyKept())) return;
  const now = await session();
  if (now.state !== "in") return;
  if (!now.keep) {
    await forget(now.person);
    return;
  }
  setOwner(now.person, now.key);
  if (await isKept(copyFor(location.pathname))) {
    const { state, said } = unit ? await ask(`/workbook/units/${unit}/offline/state`) : {};
    if (state === "in") mark(unit, (marks) => remember(marks, said));
    const { watch } = await import("./steps.js");
    if (!watched) watch(unit);
    watched = true;
  }
  await refreshKept();
  if (hasCode(now.person)) await import("./own-words.js").then(({ refreshOwn }) => refreshOwn(now.person));
}

function remember(marks, said) {
  Object.assign(marks, said, { answers: { ...marks.answers, ...said.answers } });
}

function lineOf() {
  const known = document.querySelector("[data-waiting-line]");
  if (known) return known;
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.dataset.waitingLine = "";
  document.querySelector("main").prepend(line);
  return line;
}
