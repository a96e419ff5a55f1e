"""`abp places move`, as an operator types it."""

from __future__ import annotations

import pytest
from flask import Flask

from abp_lms.cli import main
from abp_lms.database import session
from abp_lms.programme.queries import current_place
from abp_lms.settings import Settings
from tests.factories import make_academy, make_person
from tests.programme.factories import make_cohort, make_place

TO = ["--academy", "Worcester", "--cohort", "First"]


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
        session.remove()
        with pytest.raises(SystemExit) as end:
            main([*words, "--data", str(settings.data)])
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return abp


def test_a_participant_goes_on_in_another_programme(run) -> None:
    worcester = make_academy(name="Worcester", programme_id="hw")
    cohort_id = make_cohort(academy=worcester, name="First").id
    person_id = make_place(person=make_person(email="ada@example.org")).person_id

    code, out, _ = run("places", "move", "Ada@example.org", *TO)

    assert code == 0
    assert out == "Ada@example.org goes on in First, Worcester: 0 of 22 units done.\n"
    place = current_place(person_id)
    assert place
    assert (place.cohort_id, place.programme.id) == (cohort_id, "hw")


@pytest.mark.parametrize(
    ("email", "cohort", "complaint"),
    [
        ("nobody@example.org", "First", "nobody@example.org is on no programme here."),
        ("ada@example.org", "Frist", "Worcester has no cohort called Frist. It has: First."),
    ],
)
def test_a_wrong_name_is_refused_in_one_line_and_nobody_moves(
    run, email: str, cohort: str, complaint: str
) -> None:
    make_cohort(academy=make_academy(name="Worcester", programme_id="hw"), name="First")
    place = make_place(person=make_person(email="ada@example.org"))
    person_id, place_id = place.person_id, place.id

    code, out, err = run("places", "move", email, "--academy", "Worcester", "--cohort", cohort)

    assert (code, out, err) == (2, "", f"abp: {complaint}\n")
    assert current_place(person_id).place_id == place_id
