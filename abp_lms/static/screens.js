// Which screen of a kept unit an address shows. Pure.
import { walk } from "./story.js";

/**
 * `path` is what follows the unit's own address; `told` what the page tells of the unit; `now` the
 * marks. Gives {path, variant} of a screen, or {go}: another path of the unit to show instead.
 */
export function screenFor(path, query, told, now) {
  const [piece, part] = path.split("/");
  if (["", "leave-out", "complete"].includes(path)) return { path: "" };
  if (piece === "scenario" && told.story) return scenario(part, query, told.story, now);
  if (part === undefined && ["read", "reflect", "recall"].includes(piece)) {
    const go = onward(piece, query.get("after"), told.parts[piece], now);
    // After the last page: what there is to sort.
    return { go: go || (piece === "read" && query.has("after") && sortLeft(told, now)) || "" };
  }
  if (piece === "sort" && path in told.parts) {
    return { path, variant: left(told.parts[path], now[path]) ? undefined : "sorted" };
  }
  if (piece === "rate" && path in told.parts) {
    return { go: `${path}/${left(told.parts[path], now[path]) ?? told.parts[path][0]}` };
  }
  if (piece === "recall" || piece === "sort") {
    const asked = !now.answers[path] || (query.has("again") && !query.has("answered"));
    return { path, variant: asked ? undefined : "answered" };
  }
  return { path };
}

/** The first of some parts that is not done, or undefined. */
export const left = (parts, done = []) => parts.find((part) => !done.includes(part));

/** After a page comes the next one; after a prompt the next that is left; else the first left. */
function onward(piece, after, parts, now) {
  if (after && piece === "read") {
    const next = parts[parts.indexOf(after) + 1];
    return next ? `read/${next}` : "";
  }
  const seen = [...now[piece], ...(piece === "reflect" ? now.skipped : [])];
  const unseen = left(parts, seen);
  if (after) return unseen ? `${piece}/${unseen}` : "";
  return `${piece}/${unseen ?? left(parts, now[piece]) ?? parts[0]}`;
}

function sortLeft(told, now) {
  return Object.keys(told.parts).find((piece) => piece.startsWith("sort/") && left(told.parts[piece], now[piece]));
}

function scenario(part, query, story, { run }) {
  const walked = run && walk(story, run.path);
  if (part === undefined) {
    const begun = run && (query.has("on") || (run.path.length && !query.has("again")));
    return begun ? { go: `scenario/${walked.at}` } : { path: "scenario" };
  }
  if (!run) return { go: "scenario" };
  const known = part === walked.at || walked.decided.some(([step]) => step === part);
  return known ? { path: `scenario/${part}` } : { go: `scenario/${walked.at}` };
}

/** How a piece stands: "Done", "Left out", "Skipped for now", "Started" or "Not started". */
export function stateOf(piece, parts, now) {
  const open = (parts ?? []).filter((part) => !now[piece]?.includes(part));
  if (parts && !open.length) return "Done";
  if (now.left_out.includes(piece)) return "Left out";
  const skipped = piece === "reflect" ? open.filter((part) => now.skipped.includes(part)) : [];
  if (skipped.length && skipped.length === open.length) return "Skipped for now";
  const begun = now[piece]?.length || skipped.length || (piece === "scenario" && now.run?.path.length);
  return begun ? "Started" : "Not started";
}
