// On a unit's page, with a connection: one tap keeps the unit, another removes it.
import { canKeep, keepUnit, keptUnits, removeUnit } from "./keeping.js";

/** Show the section of the page where this browser can keep a unit; `getReady` once one is kept. */
export async function offer(section, getReady) {
  if (!canKeep()) return;
  const unit = section.dataset.keepUnit;
  const status = section.querySelector("[data-kept-state]");
  const keepIt = section.querySelector("[data-keep-it]");
  const removeIt = section.querySelector("[data-remove-it]");
  section.hidden = false;
  if (!status) return;

  keepIt.addEventListener("click", async () => {
    status.textContent = "Keeping this unit…";
    const kept = (await isInstalled()) && (await keepUnit(unit).catch(() => false));
    if (kept) await getReady();
    await show();
    if (!kept) status.textContent = "This unit could not be kept. Try again with a better connection.";
    else removeIt.focus();
  });
  removeIt.addEventListener("click", async () => {
    await removeUnit(unit);
    await show();
    keepIt.focus();
  });
  await show();

  async function show() {
    const kept = (await keptUnits()).find((one) => one.unit === unit);
    keepIt.hidden = Boolean(kept);
    removeIt.hidden = !kept;
    status.textContent = kept
      ? `Kept on this device, ${Math.ceil(kept.bytes / 1000)} kB. It opens without a connection, and what you do waits here, sealed, until it can be sent.`
      : "You can keep this unit on this device and do it without a connection.";
  }
}

/** Whether the worker that answers without a connection is there; tried anew where it could not be had. */
async function isInstalled() {
  const { installing, waiting, active } = await navigator.serviceWorker
    .register("/service-worker.js")
    .catch(() => ({}));
  const worker = installing ?? waiting ?? active;
  while (worker && !["activated", "redundant"].includes(worker.state)) {
    await new Promise((resolve) => { worker.addEventListener("statechange", resolve, { once: true }); });
  }
  return Boolean(active) || worker?.state === "activated";
}
