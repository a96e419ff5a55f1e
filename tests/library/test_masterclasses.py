"""Masterclasses: what they are, and what people say they did with them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.library import actions, queries, rules
from abp_lms.library.models import TranscriptRequest, Viewing
from abp_lms.library.rules import How
from abp_lms.mail import QueuedMail
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_person
from tests.programme.factories import make_place
from tests.sign_in import csrf_token, sign_in

PAGE = "/masterclasses/masterclass-1"


@pytest.fixture
def participant(app):
    person = make_person(RoleName.PARTICIPANT, given_name="Ada", family_name="Okafor")
    make_place(person=person)
    return person


def declare(person, how=How.WATCHED):
    actions.declare_viewed(person_id=person.id, masterclass_id="masterclass-1", how=how)


@pytest.mark.parametrize(
    "words",
    [
        "Active bystander masterclass 1 (Improver)",
        "Improver",
        "Professor Catherine Sanderson",
        "34 minutes",
        "2022",
        "NHS Learning Hub",
        "NHSE Allyship Repository",
        "9 June 2025",
        "General user",
        'Authored by</dt><dd class="nhsuk-summary-list__value">not stated',
        'Licence</dt><dd class="nhsuk-summary-list__value">not stated',
        'Captions</dt><dd class="nhsuk-summary-list__value">not stated',
        'Transcript</dt><dd class="nhsuk-summary-list__value">on request',
        "(sign-in needed there)",
        "mailto:llr.academy@nhs.net",
    ],
)
def test_everybody_may_read_what_a_masterclass_is(client, words):
    assert words in client.get(PAGE).text


def test_the_page_says_that_sign_in_is_needed_before_the_link(client):
    page = client.get(PAGE).text

    assert page.index("you have to be signed in there to play it") < page.index(
        'href="https://learninghub.nhs.uk/Resource/66641/Item" rel="noopener"'
    )
    assert 'target="_blank"' not in page


def test_the_list_leads_to_each_masterclass(client):
    assert f'href="{PAGE}"' in client.get("/masterclasses").text


def test_the_list_says_of_each_who_speaks_and_how_long(client, participant):
    sign_in(client, participant)

    page = client.get("/masterclasses").text

    assert "Video, 34 minutes" in page
    assert "Sign-in needed" in page


def test_an_unknown_masterclass_is_not_found(client):
    assert client.get("/masterclasses/masterclass-99").status_code == 404


def test_without_sign_in_there_is_nothing_to_declare(client):
    page = client.get(PAGE).text

    assert "I have watched it" not in page
    assert client.post(f"{PAGE}/viewings", data={"how": "watched"}).status_code != 200


def test_a_participant_says_once_that_they_have_watched_it(client, participant):
    sign_in(client, participant)
    page = client.get(PAGE).text
    assert "I have watched it" in page

    for _ in range(2):
        answer = client.post(
            f"{PAGE}/viewings",
            data={"csrf_token": csrf_token(page), "how": "watched"},
            follow_redirects=True,
        )

    assert "You said that you have watched it" in answer.text
    assert session.query(Viewing).count() == 1
    (entry,) = session.query(OutboxEntry).all()
    statement = json.loads(entry.statement)
    assert entry.shape == "masterclass-viewed"
    assert statement["object"]["id"].endswith("/id/masterclasses/masterclass-1")
    assert "duration" not in statement.get("result", {})


def test_a_form_with_another_word_is_refused(client, participant):
    sign_in(client, participant)
    token = csrf_token(client.get(PAGE).text)

    answer = client.post(f"{PAGE}/viewings", data={"csrf_token": token, "how": "slept"})

    assert answer.status_code == 409
    assert session.query(Viewing).count() == 0


def test_reading_the_notes_instead_is_recorded_as_reading(participant):
    declare(participant, How.NOTES)

    (entry,) = session.query(OutboxEntry).all()
    assert entry.shape == "page-read"
    assert json.loads(entry.statement)["object"]["id"].endswith(
        "/masterclasses/masterclass-1/notes"
    )
    assert queries.declared(participant.id) == {"masterclass-1": {How.NOTES}}


def test_without_a_place_nothing_is_declared(app):
    with pytest.raises(Refused, match="place on a programme"):
        declare(make_person())


def test_a_masterclass_that_is_not_there_is_not_declared(participant):
    with pytest.raises(NotFound):
        actions.declare_viewed(
            person_id=participant.id, masterclass_id="masterclass-99", how=How.WATCHED
        )


def test_a_transcript_is_asked_for_with_a_name_and_a_title_and_promised_by_a_date(
    client, participant
):
    with clock.at(datetime(2026, 12, 18, 12, tzinfo=UTC)):
        sign_in(client, participant)
        token = csrf_token(client.get(PAGE).text)
        for _ in range(2):
            answer = client.post(
                f"{PAGE}/transcript-requests", data={"csrf_token": token}, follow_redirects=True
            )

    assert "You will have an answer by Wednesday 6 January 2027" in answer.text
    assert session.query(TranscriptRequest).count() == 1
    (mail,) = session.query(QueuedMail).all()
    assert mail.to_address == "llr.academy@nhs.net"
    assert "Ada Okafor" in mail.body
    assert participant.email not in mail.body


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        # Christmas, Boxing Day (on the Monday) and New Year's Day are no working days.
        (date(2026, 12, 18), date(2027, 1, 6)),
        # Asked on a Saturday.
        (date(2026, 11, 21), date(2026, 12, 4)),
    ],
)
def test_ten_working_days_know_weekends_and_bank_holidays(asked, due):
    assert rules.transcript_due(asked) == due
