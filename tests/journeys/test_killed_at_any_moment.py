"""The server is killed at 50 moments of a learner's work. What it acknowledged is there afterwards,
and once delivered no statement is missing or doubled.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.journeys.installation import PATIENCE, Installation

pytestmark = [pytest.mark.journey, pytest.mark.long]

KILLS = 50
SEED = 20261120
PAGES = ("raised-voice", "notice-ease-return", "not-your-job", "two-kinds-of-safe", "whose-moment")
QUESTIONS = {
    "sandwich": "decide",
    "not-now": "when",
    "fist": "between",
    "told-for-you": "near",
    "missed-it": "return",
}


class Learner:
    """A browser without a face: keeps its cookie and what the server acknowledged."""

    def __init__(self, installation: Installation, email: str, password: str) -> None:
        self.installation = installation
        self.email, self.password = email, password
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.acknowledged: list[str] = []  # words of drafts and saves, in order
        self.keys: dict[str, str] = {}  # save key -> words, acknowledged saves
        self.pages: set[str] = set()
        self.answers: list[str] = []  # save keys of acknowledged answers

    def sign_in(self) -> None:
        self._post("/sign-in", "/sign-in", email=self.email, password=self.password)

    def work(self, number: int, stop: threading.Event) -> None:
        """One deed after the other until the server is gone."""
        count = 0
        while not stop.is_set():
            count += 1
            words = f"words {number}-{count} of a long night"
            try:
                self._read(PAGES[count % len(PAGES)])
                self._reflect(words)
                self._answer(*list(QUESTIONS.items())[count % len(QUESTIONS)])
            except (OSError, HTTPException):
                return

    def has_saved(self, many: int) -> bool:
        """Whether so many reflections were acknowledged."""
        return len(self.keys) >= many

    def _read(self, page: str) -> None:
        path = f"/workbook/units/u01/read/{page}"
        self._post(path, path)
        self.pages.add(page)

    def _reflect(self, words: str) -> None:
        path = "/workbook/units/u01/reflect/three-seconds"
        sent = self._post(path, path, what=words, how="written")
        self.keys[sent["save_key"]] = words
        self.acknowledged.append(words)

    def _answer(self, question: str, option: str) -> None:
        path = f"/workbook/units/u01/recall/{question}?again=yes"
        sent = self._post(path, path, chosen=option)
        self.answers.append(sent["save_key"])

    def _post(self, page: str, path: str, **fields: str) -> dict[str, str]:
        """Fill in the form of a page; returns what was sent, once it was acknowledged."""
        with self.opener.open(self.installation.address + page, timeout=PATIENCE) as shown:
            hidden = dict(_hidden_fields(shown.read().decode()))
        sent = hidden | fields
        request = Request(self.installation.address + path, urlencode(sent).encode())
        with self.opener.open(request, timeout=PATIENCE) as answer:
            assert answer.status == 200
        return sent


def _hidden_fields(page: str) -> Iterator[tuple[str, str]]:
    main = page[page.index("<main") :]
    for field in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", main):
        name = re.search(r'name="([^"]*)"', field)
        value = re.search(r'value="([^"]*)"', field)
        if name:
            yield name.group(1), unescape(value.group(1)) if value else ""


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{data / 'abp_lms.sqlite3'}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def test_nothing_acknowledged_is_lost_and_nothing_is_told_twice(tmp_path: Path) -> None:
    random = Random(SEED)
    installation = Installation(tmp_path / "data")
    installation.start()
    person = json.loads(installation.command("abp", "demo", "people", "--json"))[0]
    learner = Learner(installation, person["email"], person["password"])
    learner.sign_in()

    for number in range(KILLS):
        stop = threading.Event()
        worker = threading.Thread(target=learner.work, args=(number, stop))
        one_more = partial(learner.has_saved, len(learner.keys) + 1)
        worker.start()
        installation.wait_until(one_more, "used")
        time.sleep(random.uniform(0, 1.0))
        installation.kill()
        stop.set()
        worker.join()
        installation.start()

    installation.wait_until_delivered()
    statements = installation.statements("limit=1000")
    installation.stop()

    saved = {row[0] for row in rows(installation.data, "SELECT save_key FROM reflection_save")}
    answered = {row[0] for row in rows(installation.data, "SELECT save_key FROM quiz_answer")}
    read = {
        row[0]
        for row in rows(installation.data, "SELECT page_id FROM page_read WHERE unit_id = 'u01'")
    }
    assert len(learner.keys) >= KILLS  # it did work between the deaths
    assert {key.replace("-", "") for key in learner.keys} <= saved
    assert {key.replace("-", "") for key in learner.answers} <= answered
    assert learner.pages <= read
    outbox = {
        json.loads(row[0])["id"]
        for row in rows(installation.data, "SELECT statement FROM outbox_entry")
    }
    stored = [one["id"] for one in statements]
    assert sorted(stored) == sorted(outbox)
