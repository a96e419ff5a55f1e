// In the places of a copy that are left for its owner's words: the words, once their code was typed.
import { anyNotes, isOpen, openWith, readOwn } from "./own-words.js";
import { owner } from "./owner.js";
import { showProblem } from "./steps.js";

const SAID = {
  wrong: "That is not the code you chose on this device",
  gone: "That was not the code, ten times. Your words were removed from this device. They are safe with us: choose a code again when there is a connection.",
};

/** Show what is written for the places of a screen, or ask for the code. */
export async function showIn(screen) {
  const { person } = owner();
  const places = [...screen.querySelectorAll("[data-own]")];
  if (!places.length) return;
  if (isOpen()) {
    const own = await readOwn(person);
    for (const place of places) fill(place, own);
  } else {
    const [place] = places;
    const ofUnit = place.dataset.own.includes("/");
    // At a prompt of a unit there is only what waits.
    if (!ofUnit || (await anyNotes(person))) askAt(place, screen);
  }
}

function askAt(place, screen) {
  const question = document.querySelector("[data-code]").content.cloneNode(true);
  const form = question.querySelector("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const box = form.querySelector("input");
    const became = await openWith(owner().person, box.value);
    if (became === "open") {
      document.querySelector(".nhsuk-error-summary")?.remove();
      await showIn(screen);
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
    } else {
      box.value = "";
      showProblem(form, SAID[became], box);
      if (became === "gone") form.closest("details").remove();
    }
  });
  place.replaceChildren(question);
}

function fill(place, { at, pages, notes }) {
  const kept = pages.querySelector(`template[data-words="${CSS.escape(place.dataset.own)}"]`);
  const waiting = notes.filter(({ about }) => about === place.dataset.own);
  const words = kept ? [kept.content.cloneNode(true), say(`As it stood with us on ${day(at)}.`)] : [];
  for (const note of waiting) words.push(say(`Written here on ${day(note.at)}. It waits to be sent.`), list(note.rows));
  place.replaceChildren(...words);
}

function list(rows) {
  const found = document.createElement("dl");
  found.className = "abl-said";
  for (const [question, answer] of rows) {
    const term = document.createElement("dt");
    term.textContent = question || "Chosen";
    const words = document.createElement("dd");
    words.textContent = answer;
    found.append(term, words);
  }
  return found;
}

function say(text) {
  const found = document.createElement("p");
  found.className = "nhsuk-u-secondary-text-colour";
  found.textContent = text;
  return found;
}

function day(at) {
  const date = new Date(at);
  const time = date.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(/\s/, "");
  return `${date.toLocaleDateString("en-GB", { dateStyle: "full" }).replace(",", "")}, ${time}`;
}
