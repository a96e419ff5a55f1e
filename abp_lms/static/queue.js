// "Your words on this device": what waits, what became of what was sent, and which units are kept.
import { keptUnits, removeUnit } from "./keeping.js";
import { told } from "./kept.js";
import { link } from "./waiting-line.js";
import { countWaiting, dropAll } from "./waiting.js";

export async function showQueue(section) {
  const { person } = section.dataset;
  const count = await countWaiting(person);
  const part = (name) => section.querySelector(`[data-${name}]`);
  part("queue-count").textContent = count
    ? `${count === 1 ? "1 thing waits" : `${count} things wait`} on this device to be sent.`
    : "Nothing waits on this device.";
  fill(part("queue-told"), sentences(person));
  part("queue-delete").hidden = !count;
  part("queue-delete").querySelector("button").onclick = async () => {
    await dropAll(person);
    location.reload();
  };
  const units = await keptUnits();
  const rows = units.map(({ unit, title, bytes, href }) => {
    const remove = document.createElement("button");
    remove.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    remove.textContent = `Remove ${title}`;
    remove.addEventListener("click", async () => { await removeUnit(unit); location.reload(); });
    const words = document.createElement("p");
    words.append(link(href, title), `, ${Math.ceil(bytes / 1000)} kB`);
    const row = document.createElement("li");
    row.append(words, remove);
    return row;
  });
  fill(part("queue-units"), rows);
  section.hidden = false;
}

/** What became of things, each sentence once: "Different lenses: a page you read. Sent. (4)" */
function sentences(person) {
  const counts = new Map();
  for (const { sentence, refused } of told(person)) {
    const said = refused ? `Not sent: ${sentence}` : `${sentence}.`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts].map(([said, count]) => (count > 1 ? `${said} (${count})` : said));
}

function fill(list, rows) {
  list.hidden = !rows.length;
  list.replaceChildren(...rows.map((row) => {
    if (row instanceof Element) return row;
    const item = document.createElement("li");
    item.textContent = row;
    return item;
  }));
}
