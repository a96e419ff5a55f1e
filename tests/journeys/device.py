"""What a browser keeps of the site on its device, as somebody finds it who opens its tools."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.journeys.arrival import arrived, until

# All that is in IndexedDB: [[database, ...key], value]. A database that is not there is not made.
_ROWS = """async () => {
  const result = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([result(rows.getAllKeys()), result(rows.getAll())]);
      keys.forEach((key, n) => found.push([[name, ...key], values[n]]));
    }
    database.close();
  }
  return found;
}"""

_PUT_BACK = """async rows => {
  const { keep } = await import("/static/waiting.js");
  for (const { person, name, sealed, note } of rows) await keep(person, name, sealed, note);
}"""

_CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      const text = await (await cache.match(key, {ignoreVary: true})).text();
      if (!/\\.(js|css)/.test(key.url)) found.push(key.url, text);
    }
  }
  return found;
}"""


def _rows(page: Page) -> list[tuple[list[str], dict[str, Any]]]:
    return [(key, value) for key, value in page.evaluate(_ROWS)]


def what_waits(page: Page) -> dict[str, dict[str, Any]]:
    """What waits to be sent, by whose it is and its name."""
    return {".".join(key): value for key, value in _rows(page) if key[0] == "abl-kept"}


def put_back(page: Page, waiting: dict[str, dict[str, Any]]) -> None:
    """Have it wait once more, as after an answer that was lost on its way."""
    page.evaluate(_PUT_BACK, list(waiting.values()))


def until_nothing_waits(page: Page) -> None:
    """Wait until all that waited on the device is with the server, and the page shows it."""
    until(page, f"async () => (await ({_ROWS})()).every(([[name]]) => name !== 'abl-kept')")
    arrived(page)


def what_the_device_keeps(page: Page) -> str:
    """What lies there with the browser closed, but for caches: "[]" where there is nothing."""
    entries = page.evaluate("() => Object.entries(localStorage)")
    return json.dumps([*entries, *what_waits(page).items()])


def stored(page: Page) -> str:
    """Everything that lies there in the open: local and session storage, IndexedDB, every cache."""
    stores = page.evaluate("() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]")
    rows = [".".join(key) + json.dumps(value, separators=(",", ":")) for key, value in _rows(page)]
    return "\n".join([*stores, *rows, *page.evaluate(_CACHED)])
