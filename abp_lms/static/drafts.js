// On every page of somebody who is signed in: sends words that waited on this device.
import { anythingWaits, drop, send, waiting } from "./kept.js";

const form = document.querySelector("[data-writing]");
const keeping = document.querySelector("[data-keep='no'][data-person]");

async function sendWaiting() {
  const { state, taken } = anythingWaits() ? await send() : { taken: {} };
  if (keeping && state !== "away" && state !== "out") forget(keeping.dataset.person);
  return taken;
}

/** The person wants nothing kept here. What could be sent has been. */
function forget(person) {
  for (const name of Object.keys(waiting(person))) drop(person, name);
}

if (form) {
  const { write } = await import("./writing.js");
  write(form, sendWaiting);
} else {
  const sendAndShow = async () => {
    const taken = await sendWaiting();
    // The page was drawn before these were saved.
    if (Object.values(taken).includes("save")) location.reload();
  };
  sendAndShow();
  addEventListener("online", sendAndShow);
}
