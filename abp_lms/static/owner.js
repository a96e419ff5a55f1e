// For whom this device keeps what is done without a connection: a random id, which says nothing,
// and that person's public key, with which anybody can seal and nobody here can open.
import { lasting, ofTab, put } from "./storage.js";

const OWNER = "abl-owner";
const SURE = "abl-sure"; // in the tab's own memory: they have been here since it was opened
const READING = "abl-reading";
const OWN = "abl-own."; // what they wrote, to read here (own-words.js)
export const OPEN = "abl-own-open"; // in the tab's own memory, too: what opens it

/** {person, key, since}, or null where nobody is signed in here. */
export function owner() {
  try {
    return JSON.parse(lasting.getItem(OWNER));
  } catch {
    return null;
  }
}

/** Where it is kept how a person's own words open here. */
export const lockOf = (person) => OWN + person;

/** Whether a person chose a code on this device, to read their own words without a connection. */
export const hasCode = (person) => lasting.getItem(lockOf(person)) !== null;

/** Somebody is signed in here. What is kept to be read by anybody else goes. */
export function setOwner(person, key) {
  if (owner()?.person !== person) ofTab.removeItem(OPEN);
  forget((name) => !name.startsWith(lockOf(person)));
  for (const name of Object.keys(ofTab)) {
    if (/^abl-(marks|told)\./.test(name) && !name.includes(person)) ofTab.removeItem(name);
  }
  put(lasting, OWNER, JSON.stringify({ person, key, since: new Date().toISOString() }));
  beSure(person);
}

/** They sign out, or want nothing kept: what this tab remembers of them goes too. */
export function forgetOwner() {
  lasting.removeItem(OWNER);
  forgetWords();
  ofTab.clear();
}

/** Remove a code, and everything that it opens. */
export function forgetWords() {
  forget(() => true);
  ofTab.removeItem(OPEN);
}

function forget(which) {
  for (const name of Object.keys(lasting)) {
    if (name.startsWith(OWN) && which(name)) lasting.removeItem(name);
  }
}

export const isSure = () => ofTab.getItem(SURE) === owner()?.person;

export function beSure(person) {
  put(ofTab, SURE, person);
  ofTab.removeItem(READING);
}

/** Whether the one for whom this device keeps is at this tab. Another tab may be somebody else's by now. */
export const isHere = () => owner() !== null && isSure() && !onlyReads();

/** Somebody else only reads here, as long as this tab is open. */
export const onlyReads = () => ofTab.getItem(READING) !== null;
export function onlyRead() {
  ofTab.removeItem(OPEN);
  put(ofTab, READING, "yes");
}
