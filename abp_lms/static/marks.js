// How far the owner of this device is in a unit, in the tab's own memory: gone with the tab, so that
// nothing readable stays behind. What they did waits sealed, whatever becomes of these marks.
import { owner } from "./owner.js";
import { ofTab, put } from "./storage.js";

const NOTHING = {
  read: [], scenario: [], reflect: [], skipped: [], practise: [], recall: [], left_out: [],
  answers: {}, // what they chose, by the path of its screen
  run: null, // their way through the scenario: {key, setting, path, begun_at, ended}
};

const address = (unit) => `abl-marks.${owner()?.person ?? "nobody"}.${unit}`;

export function marks(unit) {
  return { ...NOTHING, ...JSON.parse(ofTab.getItem(address(unit)) ?? "{}") };
}

/** Change the marks of a unit; gives the new ones. */
export function mark(unit, change) {
  const now = structuredClone(marks(unit));
  change(now);
  putBack(unit, now);
  return now;
}

/** Put the marks of a unit back as they were. Without room for them the unit shows as not begun. */
export const putBack = (unit, before) => put(ofTab, address(unit), JSON.stringify(before));

/** A part of a piece is done. */
export function markDone(unit, piece, part) {
  return mark(unit, (now) => { now[piece] = [...new Set([...(now[piece] ?? []), part])]; });
}
