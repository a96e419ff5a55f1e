// Where this browser keeps things for the site: over a restart, and for as long as a tab is open. It may
// refuse to be asked, as where a person blocks it; then it holds nothing and takes nothing.
const NOTHING = Object.create({
  getItem: () => null,
  setItem() { throw new DOMException("There is no storage."); },
  removeItem() {},
  clear() {},
});

function open(name) {
  try {
    return globalThis[name] ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

export const lasting = open("localStorage");
export const ofTab = open("sessionStorage");
export const hasStorage = ![lasting, ofTab].includes(NOTHING);

/** Put a text away; false where there is no room. */
export function put(store, name, text) {
  try {
    store.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
