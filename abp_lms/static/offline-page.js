// The page without a connection: which of its parts fits, and what is kept here.
import { copyFor, isKept, keptUnits } from "./keeping.js";
import { showLine } from "./waiting-line.js";

const WHENS = { "/offline": "here", "/sign-out": "signing-out" };
const when = WHENS[location.pathname] ?? "away";
for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when;

const list = document.querySelector("[data-kept-units]");
for (const { title, href } of await keptUnits()) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = title;
  item.append(link);
  list.append(item);
}
list.hidden = list.children.length === 0;
document.querySelector("[data-for-oneself]").hidden = !(await isKept(copyFor("/workbook/safety-card")));
document.querySelector("[data-nothing-kept]").hidden = !list.hidden;
showLine(document.querySelector("[data-waiting-line]"));
if (when === "away") addEventListener("online", () => location.reload());
