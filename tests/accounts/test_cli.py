"""`abp people` and `abp mail`, as an operator types them."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from abp_lms.cli import main
from abp_lms.settings import Settings
from tests.factories import make_academy, make_person, make_role

ADA = ["--email", "ada@example.org", "--given-name", "Ada", "--family-name", "Okoro"]


@pytest.fixture
def run(
    settings: Settings,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """Runs `abp`; gives its exit code, what it printed, and what it complained."""
    monkeypatch.setenv("ABP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ABP_MODE", "development")

    def abp(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*words, "--data", str(settings.data)])
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return abp


def test_a_person_is_added_with_a_role_and_invited(run) -> None:
    assert run("academies", "add", "North Academy", "--programme", "llr")[0] == 0

    code, out, _ = run("people", "add", *ADA, "--role", "academy", "--academy", "North Academy")

    assert code == 0
    assert out == "Ada Okoro is added. An invitation is on its way to ada@example.org.\n"
    listed = json.loads(run("people", "list", "--json")[1])
    assert listed == [{"name": "Ada Okoro", "email": "ada@example.org", "roles": ["academy"]}]
    assert json.loads(run("mail", "status", "--json")[1])["due"] == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["people", "add", *ADA, "--role", "wizard"], "wizard"),
        (["people", "add", *ADA, "--role", "academy"], "held for an academy"),
        (["people", "add", *ADA, "--role", "academy", "--academy", "No"], "no academy 'No'"),
        (["academies", "add", "North Academy", "--programme", "none"], "There are: hw, llr"),
        (["people", "add", *ADA[:2], "--role", "participant"], "--given-name"),
        (["people", "add", *ADA[2:], "--email", "x", "--role", "participant"], "right form"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2_and_changes_nothing(
    run, words: list[str], complaint: str
) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert err.startswith("abp: ")
    assert err.count("\n") == 1
    assert complaint in err
    assert json.loads(run("people", "list", "--json")[1]) == []


def test_people_are_listed_once_however_many_roles(run) -> None:
    person = make_person(given_name="Bo", family_name="Ek", email="bo@example.org")
    for academy in (make_academy(), make_academy()):
        make_role(person_id=person.id, name="facilitator", academy_id=academy.id)
    make_role(person_id=person.id)

    assert run("people", "list")[1] == "bo@example.org\tBo Ek\tfacilitator, participant\n"


def test_mail_can_be_sent_by_hand(run) -> None:
    run("people", "add", *ADA, "--role", "participant")

    assert run("mail", "send") == (0, "1 sent\n", "")
    assert run("mail", "status") == (0, "0 due\n", "")
