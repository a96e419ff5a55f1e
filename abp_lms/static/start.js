// Starts NHS.UK frontend's components; every page works without it.
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();
