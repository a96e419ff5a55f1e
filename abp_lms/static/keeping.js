// Units that are kept on this device: pages without anybody in them, in a cache that all share.
import { canSeal } from "./kept.js";

const UNITS = "abl-units";
const CHECKED = "abl-units-checked"; // in this tab's memory
const address = (unit) => `/workbook/units/${unit}/offline`;

/** Whether this browser can keep a unit and answer for it: only on https and on the same machine. */
export const canKeep = () => "serviceWorker" in navigator && "caches" in globalThis && canSeal();

/** The unit of an address, or undefined. */
export const unitOf = (path) => /^\/workbook\/units\/([a-z0-9-]+)(\/|$)/.exec(path)?.[1];

const opened = () => caches.open(UNITS);

export async function isKept(unit) {
  return Boolean(unit) && canKeep() && Boolean(await (await opened()).match(address(unit)));
}

export async function anyKept() {
  if (!canKeep()) return false;
  return (await (await opened()).keys()).some(({ url }) => unitOf(new URL(url).pathname));
}

/** Keep a unit as it is now; false where it cannot be had. */
export async function keepUnit(unit, known) {
  const answer = await fetch(address(unit), {
    cache: "no-store",
    headers: known ? { "If-None-Match": known } : {},
  });
  if (answer.status === 304) return true;
  if (answer.status === 404) await removeUnit(unit); // hidden, or no longer in the programme
  if (!answer.ok || answer.redirected || answer.headers.get("Abl-Offline") !== "unit") return false;
  const cache = await opened();
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const colours = [...page.querySelectorAll("link[href^='/house/']")].map((one) => one.getAttribute("href"));
  await cache.addAll(colours);
  await cache.put(address(unit), answer);
  return true;
}

export async function removeUnit(unit) {
  await (await opened()).delete(address(unit), { ignoreVary: true });
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

/** Once a tab: fetch anew what has changed since it was kept. */
export async function refreshKept() {
  if (!canKeep() || sessionStorage.getItem(CHECKED)) return;
  const cache = await opened();
  for (const { url } of await cache.keys()) {
    const unit = unitOf(new URL(url).pathname);
    const kept = await cache.match(url, { ignoreVary: true });
    if (unit) await keepUnit(unit, kept.headers.get("ETag"));
  }
  sessionStorage.setItem(CHECKED, "yes");
}

export const forgetUnits = () => ("caches" in globalThis ? caches.delete(UNITS) : false);
