"""Does pieces of a unit the way a person does: through the pages and their forms."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from abp_lms.learning.workbook import Unit


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a page's last form that is sent to us."""
    *_, last = re.finditer(r'<form [^>]*method="post"', page)
    form = page[last.start() :]
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        assert name
        found[name[1]] = unescape(value[1]) if value else ""
    return found


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Open the page at `path`, fill in its form, send it."""
    shown = client.get(path)
    assert shown.status_code == 200, f"{path}: {shown.status}"
    return client.post(path, data=fields_of(shown.text) | fields)


def read(client: FlaskClient, unit: Unit) -> TestResponse:
    for page in unit.pages:
        answer = send(client, f"/workbook/units/{unit.id}/read/{page.id}")
        assert answer.status_code == 303
    return answer


def sort_everything(client: FlaskClient, unit: Unit) -> TestResponse | None:
    """Every situation of every sort into each group in turn; the last page of the last."""
    answer = None
    for sort in unit.sorts:
        base = f"/workbook/units/{unit.id}/sort/{sort.id}"
        for situation in sort.situations:
            for fit in situation.fits:
                path = f"{base}/{situation.id}"
                sent = send(client, f"{path}?again=yes", group=fit.group_id)
                assert sent.status_code == 303
                answer = client.get(sent.location)
                assert str(fit.feedback) in answer.text
        answer = client.get(base)
    return answer


def go_through_scenario(client: FlaskClient, unit: Unit) -> TestResponse:
    """Always the first option, to whatever ending it leads; another way where one was gone before."""
    scenario = unit.scenario
    assert scenario
    path = f"/workbook/units/{unit.id}/scenario?again=yes"
    setting = {"setting": scenario.settings[0].id} if scenario.settings else {}
    at = send(client, path, **setting).location
    steps = {step.id: step for step in scenario.steps}
    while (step_id := at.rsplit("/", 1)[1]) in steps:
        at = send(client, at, choice=steps[step_id].options[0].id).location
    return client.get(at)


def reflect(client: FlaskClient, unit: Unit, text: str = "It went quiet.") -> TestResponse:
    for prompt in unit.reflections:
        answer = send(
            client, f"/workbook/units/{unit.id}/reflect/{prompt.id}", what=text, how="written"
        )
        assert answer.status_code == 303
    return answer


def practise(
    client: FlaskClient, unit: Unit, approach: str = "no-chance-yet", **more: str
) -> TestResponse:
    return send(client, f"/workbook/units/{unit.id}/practise", approach=approach, **more)


def recall(client: FlaskClient, unit: Unit) -> TestResponse:
    assert unit.quiz
    for question in unit.quiz.questions:
        path = f"/workbook/units/{unit.id}/recall/{question.id}"
        answer = send(client, path, chosen=question.options[0].id)
        assert answer.status_code == 303
    return client.get(answer.location)


def complete(client: FlaskClient, unit: Unit, text: str = "It went quiet.") -> None:
    """Every piece of the unit."""
    read(client, unit)
    sort_everything(client, unit)
    if unit.scenario:
        go_through_scenario(client, unit)
    reflect(client, unit, text)
    practise(client, unit)
    if unit.quiz:
        recall(client, unit)
