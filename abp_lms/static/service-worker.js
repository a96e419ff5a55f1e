// Answers for pages while there is no connection. RELEASE (files, pages, version) stands above.
// Kept for everybody at this device: files of the site, public pages as somebody without a sign-in
// sees them, and units that were asked for, which hold nobody's name or answers. Nothing else is.
const SITE = `abl-site-${RELEASE.version}`;
const UNITS = "abl-units";
const PATIENCE = 4000; // for a page that is kept here
const PATIENCE_SENDING = 20000;
const REST = 20000; // after a connection that hung, before it is tried again
const UNIT = /^\/workbook\/units\/([a-z0-9-]+)(\/|$)/;
const FOR_ONESELF = /^\/workbook\/(safety-card|my-sentences|plan|ratings)(\/|$)/;

let awayUntil = 0;

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(empty().then(() => clients.claim())));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, url));
  } else if (request.method === "GET" && /^\/(static|house)\//.test(url.pathname)) {
    event.respondWith(file(request, url));
  }
});

async function fill() {
  const site = await caches.open(SITE);
  await site.addAll(RELEASE.files);
  for (const address of RELEASE.pages) {
    // Without a cookie: as somebody who is not signed in.
    const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(`${address} cannot be kept`);
    await site.put(address, answer);
  }
}

async function empty() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("abl-site-") && name !== SITE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The network's page; where that does not come, the one that is kept here. */
async function page(request, url) {
  const kept = await keptPage(url);
  if (kept && request.method === "GET" && Date.now() < awayUntil) return kept;
  try {
    if (!kept) return await fetch(request);
    const answer = await within(fetch(request), request.method === "GET" ? PATIENCE : PATIENCE_SENDING);
    return answer.status >= 502 && answer.status <= 504 ? kept : answer;
  } catch {
    return kept ?? (await find(SITE, "/offline")) ?? Response.error();
  }
}

async function keptPage(url) {
  const unit = UNIT.exec(url.pathname)?.[1];
  if (unit) return find(UNITS, `/workbook/units/${unit}/offline`);
  if (FOR_ONESELF.test(url.pathname)) return find(UNITS, "/workbook/for-oneself/offline");
  return RELEASE.pages.includes(url.pathname) ? find(SITE, url.pathname) : undefined;
}

/** A file whose address holds its version never changes; any other is asked for first. */
async function file(request, url) {
  const kept = (await find(SITE, request)) ?? (await find(UNITS, request));
  const versioned = url.searchParams.has("v") || url.pathname.startsWith("/house/");
  if (kept && (versioned || Date.now() < awayUntil)) return kept;
  try {
    return await (kept ? within(fetch(request), PATIENCE) : fetch(request));
  } catch {
    // A unit that was kept under an earlier release names earlier versions.
    return kept ?? (await find(SITE, request, { ignoreSearch: true })) ?? Response.error();
  }
}

async function find(name, what, options = {}) {
  const cache = await caches.open(name);
  return cache.match(what, { ignoreVary: true, ...options });
}

async function within(answer, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      awayUntil = Date.now() + REST;
      reject(new Error("no answer in time"));
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
