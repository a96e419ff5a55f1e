// A scenario's ways and words, as rules/scenarios.py and workbook/scenario.py have them.

/** Follow a path: the decisions made, where it has come to, whether that is an ending. */
export function walk(story, path) {
  let at = story.first;
  const decided = [];
  for (const [step, option] of path) {
    const next = step === at ? story.ways[at]?.[option] : undefined;
    if (next === undefined) break;
    decided.push([step, option]);
    at = next;
  }
  return { decided, at, ended: !(at in story.ways) };
}

/** The path after choosing at a step, or after choosing anew at an earlier one. */
export function decide(path, step, option) {
  const place = path.findIndex(([one]) => one === step);
  return [...(place < 0 ? path : path.slice(0, place)), [step, option]];
}

/** Put the words of a setting into a text: {place}, and {Place} at the beginning of a sentence. */
export function tell(text, words) {
  return text.replace(/\{([A-Za-z][a-z0-9_-]*)\}/g, (whole, name) => {
    const word = words[name[0].toLowerCase() + name.slice(1)];
    if (word === undefined) return whole;
    return name[0] === name[0].toLowerCase() ? word : word[0].toUpperCase() + word.slice(1);
  });
}

/** The same in everything that a part of a page says. */
export function tellAll(node, words) {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = tell(texts.currentNode.data, words);
}
