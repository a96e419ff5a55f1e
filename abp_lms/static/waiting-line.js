// "3 things wait on this device to be sent": the queue, in sight.
import { countWaiting } from "./waiting.js";

/** Say what waits, for a person or for anybody, and why; nothing where nothing waits. */
export async function showLine(line, { person, state } = {}) {
  const count = await countWaiting(person);
  const things = count === 1 ? "1 thing waits" : `${count} things wait`;
  line.replaceChildren();
  if (!count) return;
  line.append(`${things} on this device to be sent. `);
  if (state === "out") line.append(link("/sign-in?next=/workbook/this-device", `Sign in to send ${count === 1 ? "it" : "them"}`), ".");
  else if (state === "in") line.append(link("/workbook/this-device", "See what waits"), ".");
  else line.append(`${count === 1 ? "It is" : "They are"} sent when there is a connection and ${count === 1 ? "its" : "their"} author is signed in.`);
}

export function link(href, text) {
  const found = document.createElement("a");
  found.href = href;
  found.textContent = text;
  return found;
}
