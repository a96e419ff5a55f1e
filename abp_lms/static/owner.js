// For whom this device keeps what is done without a connection: a random id, which says nothing,
// and that person's public key, with which anybody can seal and nobody here can open.
const OWNER = "abl-owner";
const SURE = "abl-sure"; // in the tab's own memory: they have been here since it was opened
const READING = "abl-reading";

/** {person, key, since}, or null where nobody is signed in here. */
export function owner() {
  try {
    return JSON.parse(localStorage.getItem(OWNER));
  } catch {
    return null;
  }
}

/** Somebody is signed in here. What this tab remembers of anybody else goes. */
export function setOwner(person, key) {
  for (const name of Object.keys(sessionStorage)) {
    if (/^abl-(marks|told)\./.test(name) && !name.includes(person)) sessionStorage.removeItem(name);
  }
  localStorage.setItem(OWNER, JSON.stringify({ person, key, since: new Date().toISOString() }));
  beSure(person);
}

/** They sign out, or want nothing kept: what this tab remembers of them goes too. */
export function forgetOwner() {
  localStorage.removeItem(OWNER);
  sessionStorage.clear();
}

export const isSure = () => sessionStorage.getItem(SURE) === owner()?.person;

export function beSure(person) {
  sessionStorage.setItem(SURE, person);
  sessionStorage.removeItem(READING);
}

/** Somebody else only reads here, as long as this tab is open. */
export const onlyReads = () => sessionStorage.getItem(READING) !== null;
export const onlyRead = () => sessionStorage.setItem(READING, "yes");
