// Seals what is to wait on this device, and sends what waits. What is kept is only ever a JWE, sealed to
// its author's key: nobody at this computer can read it, and only the server, for its author, can open it.
import { hasStorage, ofTab, put } from "./storage.js";
import { drop, waiting } from "./waiting.js";

const AT_ONCE = 20;
const TOO_MUCH = [413, 500]; // too large to be taken, or a fault while taking it
const PATIENCE = 15000;
const TOLD = "abl-told."; // in the tab's own memory

/** Whether this browser can seal: only on https and on the same machine. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB) && hasStorage;

const BLOCK = 256; // characters

/** A function that seals a value to a person's public key; how long it is tells little of it. */
export async function sealer(publicKey, block = BLOCK) {
  const { CompactEncrypt, importJWK } = await import("./vendor/jose.js");
  const key = await importJWK(publicKey, "ECDH-ES");
  return (value) => {
    const text = JSON.stringify(value);
    const padded = text.padEnd(Math.ceil(text.length / block) * block);
    return new CompactEncrypt(new TextEncoder().encode(padded))
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM" })
      .encrypt(key);
  };
}

/** What became of what waited for a person, while this tab is open: [{sentence, refused}]. */
export function told(person) {
  return JSON.parse(ofTab.getItem(TOLD + person) ?? "[]");
}

/** A random UUID, also where crypto.randomUUID is missing (it needs https). */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Ask the server for something. `state`: "in", "out" (signed out), "away" (no connection), "refused". */
export async function ask(path, { token, body, leaving = false } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json", "X-CSRFToken": token }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      redirect: "manual",
      keepalive: leaving,
      signal: leaving ? undefined : AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { state: "away" };
  }
  if (response.status === 401) return { state: "out" };
  if (response.status >= 500) return { state: "away", status: response.status };
  const said = await response.json().catch(() => null);
  // A network that answers in our place, such as one that wants a sign-in of its own, has taken nothing.
  if (!said) return { state: "away", status: response.status };
  return { state: response.ok ? "in" : "refused", status: response.status, said };
}

/** Who is signed in now, with a fresh token for what is sent. */
export async function session() {
  const { state, said } = await ask("/workbook/drafts/session");
  return { ...said, state: state === "refused" ? "away" : state, token: said?.csrf_token };
}

/** Send what waits for the person who is signed in; gives what became of it, by name. */
export async function send() {
  const now = await session();
  const taken = {};
  if (now.state !== "in") return { ...now, taken };
  // Steps have names that sort in the order in which they were made.
  const items = (await waiting(now.person)).map(({ name, sealed }) => [name, sealed]);
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const state = await sendSome(now, items.slice(first, first + AT_ONCE), taken);
    if (state !== "in") return { ...now, state, taken };
  }
  return { ...now, taken };
}

async function sendSome(now, items, taken) {
  const body = { items: Object.fromEntries(items), sent_at: new Date().toISOString() };
  const answer = await ask("/workbook/drafts/sync", { token: now.token, body });
  if (TOO_MUCH.includes(answer.status)) {
    // One thing must not hold up the others.
    if (items.length === 1) return "in";
    const half = Math.ceil(items.length / 2);
    const state = await sendSome(now, items.slice(0, half), taken);
    return state === "in" ? sendSome(now, items.slice(half), taken) : state;
  }
  if (answer.state !== "in") return answer.state;
  for (const [name, what] of Object.entries(answer.said.taken)) {
    taken[name] = what;
    await drop(now.person, name, body.items[name]);
  }
  tell(now.person, Object.values(answer.said.told), false);
  tell(now.person, Object.values(answer.said.refused), true);
  return "in";
}

function tell(person, sentences, refused) {
  // What is refused waits on, and is refused again.
  const known = told(person).filter((one) => !one.refused || !sentences.includes(one.sentence));
  const all = [...known, ...sentences.map((sentence) => ({ sentence, refused }))];
  put(ofTab, TOLD + person, JSON.stringify(all.slice(-100)));
}
