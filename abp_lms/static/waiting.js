// What waits on this device for its author, sealed, until the server has it. It lies in IndexedDB, which
// has it on the disk before it says so. Local storage is written up to a minute later, and a browser
// that is killed, or a battery that runs out, takes that minute along.
import { openDB } from "./vendor/idb.js";

const ITEMS = "items"; // {person, name, sealed, note}: a note is for its author to read here (own-words.js)
const OF = (person) => (person ? IDBKeyRange.bound([person], [person, []]) : undefined);

let opening;

function open() {
  opening ??= openDB("abl-kept", 1, {
    upgrade: (db) => { db.createObjectStore(ITEMS, { keyPath: ["person", "name"] }); },
    terminated: () => { opening = undefined; },
  }).catch((fault) => {
    opening = undefined; // the next one may find it open
    throw fault;
  });
  return opening;
}

/** Keep a sealed value: it is on the disk when this says true. False where there is no room for it. */
export async function keep(person, name, sealed, note) {
  return change((items) => {
    const put = items.put({ person, name, sealed, note });
    items.transaction.commit(); // now: the page may be on its way out
    return put;
  });
}

/** Let go of what has arrived; where `sealed` is given, only if nothing newer has taken its place. */
export async function drop(person, name, sealed) {
  return change(async (items) => {
    const known = await items.get([person, name]);
    if (!sealed || known?.sealed === sealed) await items.delete([person, name]);
  });
}

/** Let go of all that waits for a person. */
export const dropAll = (person) => change((items) => items.delete(OF(person)));

/** What waits for a person, in the order of the names: [{name, sealed, note}]. */
export const waiting = (person) => look((items) => items.getAll(OF(person)), []);

/** The names of what waits for a person. */
export async function namesOf(person) {
  const keys = await look((items) => items.getAllKeys(OF(person)), []);
  return keys.map(([, name]) => name);
}

/** How many things wait for a person, or, without one, for anybody. */
export const countWaiting = (person) => look((items) => items.count(OF(person)), 0);

async function change(what) {
  try {
    const transaction = (await open()).transaction(ITEMS, "readwrite", { durability: "strict" });
    await Promise.all([what(transaction.store), transaction.done]);
    return true;
  } catch {
    return false;
  }
}

/** A browser that keeps nothing has nothing. */
async function look(at, nothing) {
  try {
    return await at((await open()).transaction(ITEMS).store);
  } catch {
    return nothing;
  }
}
