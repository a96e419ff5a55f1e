"""Completions as a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms import clock
from abp_lms.accounts.models import AuditEntry, RoleName
from abp_lms.database import session
from abp_lms.exports import csv_files
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme.models import Attendance
from abp_lms.programme.rules import Outcome, PlaceState
from tests.counting import counted_queries
from tests.factories import make_academy, make_organisation, make_person, make_role, saved
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.sign_in import sign_in

PATH = "/academy/participants.csv"


@pytest.fixture(autouse=True)
def _today(app):
    with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def academy():
    return make_academy(name="LLR Academy")


@pytest.fixture
def staff(academy):
    person = make_person()
    make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
    return person


@pytest.fixture
def signed_in(client, staff):
    sign_in(client, staff)
    return client


def read(answer):
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_one_row_for_each_place_with_what_was_done(signed_in, academy):
    cohort = make_cohort(academy=academy, name="Autumn")
    person = make_person(
        given_name="Zoë",
        family_name="O'Brien, RN",
        email="zoe@example.org",
        organisation_id=make_organisation(name="Royal Infirmary").id,
    )
    place = make_place(
        person=person,
        cohort=cohort,
        state=PlaceState.COMPLETED,
        # Still the day before in UTC.
        completed_at=datetime(2026, 10, 1, 23, 30, tzinfo=UTC),
    )
    meeting = make_meeting(cohort=cohort)
    saved(
        Attendance(meeting_id=meeting.id, place_id=place.id, outcome=Outcome.ATTENDED, by_id=None)
    )
    saved(
        UnitCompletion(
            person_id=person.id,
            unit_id="u01",
            content_version=1,
            at=datetime(2026, 9, 10, 9, tzinfo=UTC),
            place_id=place.id,
        )
    )

    (row,) = read(signed_in.get(PATH))

    assert (
        row
        | {
            "person id": str(person.id),
            "given name": "Zoë",
            "family name": "O'Brien, RN",
            "e-mail": "zoe@example.org",
            "organisation": "Royal Infirmary",
            "academy": "LLR Academy",
            "programme": "Active Bystander Programme",
            "cohort": "Autumn",
            "place state": "completed",
            "workshops attended": "1",
            "workshops total": "2",
            "sets attended": "0",
            "sets total": "6",
            "units done": "1",
            "units total": "26",
            "programme completed on": "2026-10-02",
            "u01 completed on": "2026-09-10",
            "u02 completed on": "",
        }
        == row
    )


def test_a_spreadsheet_sees_utf_8_and_its_own_line_ends(signed_in, academy):
    make_place(cohort=make_cohort(academy=academy))

    answer = signed_in.get(PATH)

    assert answer.data.startswith(b"\xef\xbb\xbfperson id,")
    assert answer.data.endswith(b"\r\n")
    assert b"\n" not in answer.data.replace(b"\r\n", b"")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "completions-2026-11-20.csv" in answer.headers["Content-Disposition"]


def test_a_name_that_is_a_formula_is_only_a_name(signed_in, academy):
    person = make_person(given_name="=HYPERLINK(1)", family_name="\t@SUM(1)")
    make_place(person=person, cohort=make_cohort(academy=academy))

    (row,) = read(signed_in.get(PATH))

    assert row["given name"] == "'=HYPERLINK(1)"
    assert row["family name"] == "'\t@SUM(1)"


@given(
    st.text(alphabet=" \t\r\n\u00a0\u3000", max_size=3),
    st.sampled_from([*"=+-@", "\t", "\r", "\n", "\uff1d"]),
    st.text(max_size=5),
)
def test_nothing_that_begins_like_a_formula_stays_so(space, sign, rest):
    assert csv_files.safe(space + sign + rest).startswith("'")


@given(st.text(st.characters(categories=["L", "Nd"]), max_size=10))
def test_plain_words_stay_as_they_are(text):
    assert csv_files.safe(text) == text


def test_the_file_is_narrowed_to_a_cohort(signed_in, academy):
    wanted = make_cohort(academy=academy, name="Wanted")
    make_place(cohort=wanted)
    make_place(cohort=make_cohort(academy=academy))

    assert [row["cohort"] for row in read(signed_in.get(f"{PATH}?cohort={wanted.id}"))] == [
        "Wanted"
    ]


def test_another_academys_people_are_not_in_it(signed_in):
    other = make_cohort(academy=make_academy())
    make_place(cohort=other)

    assert read(signed_in.get(PATH)) == []
    assert read(signed_in.get(f"{PATH}?cohort={other.id}")) == []


def test_that_it_was_taken_away_is_noted(signed_in, staff, academy):
    cohort = make_cohort(academy=academy)

    signed_in.get(f"{PATH}?cohort={cohort.id}")

    noted = session.query(AuditEntry).filter_by(deed="exported completions").one()
    assert noted.by_id == staff.id
    assert noted.detail == {"cohort_id": str(cohort.id)}


def test_a_merged_unit_counts_once_and_has_a_day_for_each_part(signed_in, staff):
    academy = make_academy(programme_id="hw")
    make_role(person_id=staff.id, name=RoleName.ACADEMY, academy_id=academy.id)
    place = make_place(cohort=make_cohort(academy=academy))
    for unit_id in ("u02-u03", "u02", "u03"):
        saved(
            UnitCompletion(
                person_id=place.person_id,
                unit_id=unit_id,
                content_version=1,
                at=datetime(2026, 10, 5, tzinfo=UTC),
                place_id=place.id,
            )
        )

    (row,) = read(signed_in.get(PATH))

    assert (row["units done"], row["units total"]) == ("1", "22")
    assert (row["u02 completed on"], row["u03 completed on"]) == ("2026-10-05", "2026-10-05")


def test_a_large_academy_is_written_a_slice_at_a_time(academy, monkeypatch):
    monkeypatch.setattr(csv_files, "SLICE", 10)
    cohort = make_cohort(academy=academy, maximum=100, starts_on=date(2026, 9, 3))
    for _ in range(25):
        make_place(cohort=cohort)

    with counted_queries() as sent:
        pieces = list(csv_files.completions([academy.id]))

    assert [piece.count("\r\n") for piece in pieces] == [1, 10, 10, 5]
    # Two before the first line, and for each slice the facts and the units of its people.
    assert len(sent) <= 2 + 3 * 5
