// What is kept on this device: copies of units, and one of what is of no unit. They are pages without
// anybody in them, in a cache that all share.
import { canSeal } from "./kept.js";
import { hasCode, owner } from "./owner.js";
import { ofTab, put } from "./storage.js";

const UNITS = "abl-units";
const CHECKED = "abl-units-checked"; // in this tab's memory
const HOUR = 3600000;
const FOR_ONESELF = "/workbook/for-oneself/offline";
const address = (unit) => `/workbook/units/${unit}/offline`;

/** Whether this browser can keep a unit and answer for it: only on https and on the same machine. */
export const canKeep = () => "serviceWorker" in navigator && "caches" in globalThis && canSeal();

/** The unit of an address, or undefined. */
export const unitOf = (path) => /^\/workbook\/units\/([a-z0-9-]+)(\/|$)/.exec(path)?.[1];

/** The address of the copy that stands in for a page, as in service-worker.js; undefined for none. */
export function copyFor(path) {
  const unit = unitOf(path);
  if (unit) return address(unit);
  return /^\/workbook\/(safety-card|my-sentences|plan|ratings)(\/|$)/.test(path) ? FOR_ONESELF : undefined;
}

const opened = () => caches.open(UNITS);

export async function isKept(copy) {
  return Boolean(copy) && canKeep() && Boolean(await (await opened()).match(copy, { ignoreVary: true }));
}

/** Whether anything is kept here: a unit, or what its owner may read with their code. */
export async function anyKept() {
  if (!canKeep()) return false;
  if (hasCode(owner()?.person)) return true;
  return (await (await opened()).keys()).some(({ url }) => unitOf(new URL(url).pathname));
}

/** Keep a unit as it is now, and what is of no unit with it; false where that cannot be had. */
export async function keepUnit(unit) {
  const kept = await Promise.all([address(unit), FOR_ONESELF].map((copy) => keepCopy(copy)));
  return kept.every(Boolean);
}

/** Keep what is of no unit, without keeping a unit. */
export const keepForOneself = () => keepCopy(FOR_ONESELF);

async function keepCopy(copy, known) {
  const answer = await fetch(copy, {
    cache: "no-store",
    headers: known ? { "If-None-Match": known } : {},
  });
  if (answer.status === 304) return true;
  if (answer.status === 404) await remove(copy); // hidden, or no longer in the programme
  if (!answer.ok || answer.redirected || answer.headers.get("Abl-Offline") !== "copy") return false;
  const cache = await opened();
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const colours = [...page.querySelectorAll("link[href^='/house/']")].map((one) => one.getAttribute("href"));
  await cache.addAll(colours);
  await cache.put(copy, answer);
  return true;
}

const remove = async (copy) => (await opened()).delete(copy, { ignoreVary: true });

export async function removeUnit(unit) {
  await remove(address(unit));
  if (!(await anyKept())) await forgetUnits();
}

/** What is kept here: [{unit, title, bytes, href}]. */
export async function keptUnits() {
  if (!canKeep()) return [];
  const cache = await opened();
  const found = [];
  for (const { url } of await cache.keys()) {
    const unit = unitOf(new URL(url).pathname);
    if (!unit) continue;
    const text = await (await cache.match(url, { ignoreVary: true })).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const title = page.querySelector("h1").textContent.trim();
    found.push({ unit, title, bytes: new Blob([text]).size, href: `/workbook/units/${unit}` });
  }
  return found;
}

/** Once a tab, and again after an hour: fetch anew what has changed since it was kept. */
export async function refreshKept() {
  if (!canKeep() || Date.now() - Number(ofTab.getItem(CHECKED)) < HOUR) return;
  const cache = await opened();
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  for (const copy of new Set([...kept.filter((path) => path.endsWith("/offline")), FOR_ONESELF])) {
    const before = await cache.match(copy, { ignoreVary: true });
    await keepCopy(copy, before?.headers.get("ETag"));
  }
  put(ofTab, CHECKED, Date.now());
}

export const forgetUnits = () => ("caches" in globalThis ? caches.delete(UNITS) : false);
