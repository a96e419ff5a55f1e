// Starts those of NHS.UK frontend's components that our pages have; every page works without them.
import {
  Button, Checkboxes, createAll, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink,
} from "./vendor/nhsuk-frontend.min.js";

const OURS = [
  Button, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink,
];
for (const component of OURS) {
  createAll(component);
}

// Later than all that the page itself needs.
addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js"));
