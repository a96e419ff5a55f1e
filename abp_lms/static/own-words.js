// What a person wrote, to be read on this device without a connection. It lies here sealed to a key of
// this device, as drafts are to a key of theirs; this one opens with a code that they chose.
import { ask, sealer } from "./kept.js";
import { OPEN, forgetWords, hasCode, lockOf } from "./owner.js";
import { lasting, ofTab, put } from "./storage.js";
import { waiting } from "./waiting.js";

export const SHORTEST = 6; // characters of a code
const MOST_TRIES = 10;
const LOCK = { alg: "PBES2-HS512+A256KW", enc: "A256GCM" };
const ROUNDS = 210000; // PBKDF2 with SHA-512: OWASP's Password Storage Cheat Sheet
const BLOCK = 16384; // characters: whether there is a card does not show in what is kept
const HOUR = 3600000;
const pagesOf = (person) => `${lockOf(person)}.pages`;
const bytesOf = (code) => new TextEncoder().encode(code.normalize("NFKC").trim());

/** Make this device's key and lock it with a code; what an earlier code opened goes. False where there
 * is no room.
 */
export async function chooseCode(person, code) {
  forgetWords();
  const { CompactEncrypt, exportJWK, generateKeyPair } = await import("./vendor/jose.js");
  const pair = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
  const secret = JSON.stringify(await exportJWK(pair.privateKey));
  const locked = await new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader(LOCK)
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(bytesOf(code));
  const lock = { key: await exportJWK(pair.publicKey), locked, tries: 0 };
  return put(lasting, lockOf(person), JSON.stringify(lock)) && open(secret);
}

/** Open with a code, for an hour in this tab: "open", "wrong", or "gone" after too many tries. */
export async function openWith(person, code) {
  const { compactDecrypt } = await import("./vendor/jose.js");
  const lock = lockFor(person);
  lock.tries += 1;
  put(lasting, lockOf(person), JSON.stringify(lock));
  const ways = { keyManagementAlgorithms: [LOCK.alg], maxPBES2Count: ROUNDS };
  const opened = await compactDecrypt(lock.locked, bytesOf(code), ways).catch(() => null);
  if (opened) {
    put(lasting, lockOf(person), JSON.stringify({ ...lock, tries: 0 }));
    open(new TextDecoder().decode(opened.plaintext));
    return "open";
  }
  if (lock.tries < MOST_TRIES) return "wrong";
  forgetWords();
  return "gone";
}

const lockFor = (person) => JSON.parse(lasting.getItem(lockOf(person)));
const open = (secret) => put(ofTab, OPEN, JSON.stringify({ secret, until: Date.now() + HOUR }));

function secretOf() {
  const { secret, until } = JSON.parse(ofTab.getItem(OPEN) ?? "{}");
  return until > Date.now() ? JSON.parse(secret) : null;
}

/** Whether the code was typed in this tab, less than an hour ago. */
export const isOpen = () => secretOf() !== null;

/** Where somebody chose a code: fetch what they may read here as it stands now, and keep it sealed. */
export async function refreshOwn(person) {
  if (!hasCode(person)) return;
  const { state, said } = await ask("/workbook/for-oneself/mine");
  if (state !== "in" || said.person !== person || !hasCode(person)) return;
  const seal = await sealer(lockFor(person).key, BLOCK);
  const kept = { at: new Date().toISOString(), sealed: await seal(said.html) };
  put(lasting, pagesOf(person), JSON.stringify(kept));
}

/** What a form says, sealed for its author to read here while its item waits; undefined without a code. */
export async function noteOn(person, form) {
  const { notes: about } = form.dataset;
  if (!about || !hasCode(person)) return undefined;
  const { key } = lockFor(person);
  const seal = await sealer(key);
  return { lock: key.x, sealed: await seal({ about, at: new Date().toISOString(), rows: rowsOf(form) }) };
}

/** What was written and chosen in a form, as [question, answer] in the words of the page. */
function rowsOf(form) {
  const text = (element) => element?.textContent.trim() ?? "";
  return [...form.querySelectorAll("textarea, input:checked")]
    .map((field) => {
      const label = text(field.labels[0]);
      if (field.type === "textarea") return [label, field.value.trim()];
      return [field.type === "radio" ? text(field.closest("fieldset")?.querySelector("legend")) : "", label];
    })
    .filter(([, said]) => said);
}

/** What is kept, opened: {at, pages: a document, notes: [{about, at, rows}], newest first}. */
export async function readOwn(person) {
  const { compactDecrypt, importJWK } = await import("./vendor/jose.js");
  const key = await importJWK(secretOf(), "ECDH-ES");
  const unseal = async (sealed) => {
    const { plaintext } = await compactDecrypt(sealed, key);
    return JSON.parse(new TextDecoder().decode(plaintext));
  };
  const { at, sealed } = JSON.parse(lasting.getItem(pagesOf(person)) ?? "{}");
  const notes = await Promise.all((await notesOf(person)).map((note) => unseal(note.sealed)));
  return {
    at,
    pages: new DOMParser().parseFromString(sealed ? await unseal(sealed) : "", "text/html"),
    notes: notes.sort((one, other) => (one.at < other.at ? 1 : -1)),
  };
}

/** The notes that the code of now opens: what an earlier one opened has gone with it. */
async function notesOf(person) {
  const { key } = lockFor(person);
  return (await waiting(person)).map(({ note }) => note).filter((note) => note?.lock === key.x);
}

/** Whether anything that waits can be read here. */
export const anyNotes = async (person) => (await notesOf(person)).length > 0;

