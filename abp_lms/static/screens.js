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
    return { go: onward(piece, query.get("after"), told.parts[piece], now) };
  }
  if (piece === "recall") {
    const asked = !now.answers[part] || (query.has("again") && !query.has("answered"));
    return { path, variant: asked ? undefined : "answered" };
  }
  return { path };
}

/** After a page comes the next one; after a prompt the next that is left; else the first left. */
function onward(piece, after, parts, now) {
  if (after && piece === "read") {
    const next = parts[parts.indexOf(after) + 1];
    return next ? `read/${next}` : "";
  }
  const seen = [...now[piece], ...(piece === "reflect" ? now.skipped : [])];
  const left = parts.find((part) => !seen.includes(part)) ?? parts.find((part) => !now[piece].includes(part));
  if (after) return left && !seen.includes(left) ? `${piece}/${left}` : "";
  return `${piece}/${left ?? parts[0]}`;
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
  const left = (parts ?? []).filter((part) => !now[piece]?.includes(part));
  if (parts && !left.length) return "Done";
  if (now.left_out.includes(piece)) return "Left out";
  const skipped = piece === "reflect" ? left.filter((part) => now.skipped.includes(part)) : [];
  if (skipped.length && skipped.length === left.length) return "Skipped for now";
  const begun = now[piece]?.length || skipped.length || (piece === "scenario" && now.run?.path.length);
  return begun ? "Started" : "Not started";
}
