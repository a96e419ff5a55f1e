// For whom this device keeps what is done without a connection: a random id, which says nothing,
// and that person's public key, with which anybody can seal and nobody here can open.
import { lasting, ofTab, put } from "./storage.js";

const OWNER = "abl-owner";
const SURE = "abl-sure"; // in the tab's own memory: they have been here since it was opened
const READING = "abl-reading";

/** {person, key, since}, or null where nobody is signed in here. */
export function owner() {
  try {
    return JSON.parse(lasting.getItem(OWNER));
  } catch {
    return null;
  }
}

/** Somebody is signed in here. What this tab remembers of anybody else goes. */
export function setOwner(person, key) {
  for (const name of Object.keys(ofTab)) {
    if (/^abl-(marks|told)\./.test(name) && !name.includes(person)) ofTab.removeItem(name);
  }
  put(lasting, OWNER, JSON.stringify({ person, key, since: new Date().toISOString() }));
  beSure(person);
}

/** They sign out, or want nothing kept: what this tab remembers of them goes too. */
export function forgetOwner() {
  lasting.removeItem(OWNER);
  ofTab.clear();
}

export const isSure = () => ofTab.getItem(SURE) === owner()?.person;

export function beSure(person) {
  put(ofTab, SURE, person);
  ofTab.removeItem(READING);
}

/** Somebody else only reads here, as long as this tab is open. */
export const onlyReads = () => ofTab.getItem(READING) !== null;
export const onlyRead = () => put(ofTab, READING, "yes");
