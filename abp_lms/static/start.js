// Starts NHS.UK frontend's components; every page works without it.
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();

// Later than all that the page itself needs.
addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js"));
