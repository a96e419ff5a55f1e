"""A plan is its author's alone, until they share a copy of it with their manager."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms import clock
from abp_lms.accounts.actions import set_manager
from abp_lms.accounts.models import AuditEntry, RoleName
from abp_lms.database import session
from abp_lms.learning.models import SharedPlan
from abp_lms.mail import QueuedMail
from tests.counting import counted_queries
from tests.factories import make_academy, make_line_management, make_person
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.plans import (
    ACT,
    MINE,
    NEED,
    PAGE,
    SHARE,
    Pair,
    look,
    make_pair,
    part_about_the_plan,
    share,
    unshare,
    write,
)
from tests.learning.test_drafts import count
from tests.programme.factories import make_cohort


@pytest.fixture
def pair(app: Flask) -> Pair:
    return make_pair(app)


def test_nothing_is_shared_until_its_author_shares_it(pair: Pair) -> None:
    look(pair, "act", "manager")

    assert count(SharedPlan) == 0
    page = pair.desk.get(pair.about).text
    assert "violet" not in page
    assert "shares with you" not in page


def test_the_manager_sees_exactly_what_was_shown_beforehand(pair: Pair) -> None:
    shown = part_about_the_plan(look(pair, "act", "manager").text)

    answer = share(pair, "act", "manager")

    assert answer.status_code == 303
    seen = part_about_the_plan(pair.desk.get(pair.about).text)
    mirrored = part_about_the_plan(pair.learner.client.get("/what-my-manager-sees").text)
    assert seen == mirrored
    day = f" on {clock.now():%A} "
    assert seen[: seen.index(day)] == shown[: len(seen[: seen.index(day)])]
    assert ACT in seen
    assert NEED in seen


def test_a_part_can_be_shared(pair: Pair) -> None:
    share(pair, "manager")

    page = pair.desk.get(pair.about).text
    assert NEED in page
    assert "violet" not in page
    assert "You shared a part of it" in pair.learner.client.get(MINE).text


def test_to_stop_sharing_destroys_the_copy(pair: Pair) -> None:
    share(pair)

    unshare(pair)

    assert count(SharedPlan) == 0
    assert "violet" not in pair.desk.get(pair.about).text
    assert "violet" not in pair.learner.client.get("/what-my-manager-sees").text
    assert ACT in pair.learner.client.get(MINE).text
    # and once more, which is harmless
    assert (
        pair.learner.client.post(
            "/workbook/plan/unshare", data=walking.fields_of(pair.learner.client.get(PAGE).text)
        ).status_code
        == 303
    )


def test_a_copy_stays_as_it_was_shared_until_it_is_shared_anew(pair: Pair) -> None:
    share(pair)
    write(pair.learner, act="Changed since.", manager=NEED)

    assert "Changed since." not in pair.desk.get(pair.about).text
    assert "have changed your plan since" in pair.learner.client.get(MINE).text

    share(pair)

    page = pair.desk.get(pair.about).text
    assert "Changed since." in page
    assert "violet" not in page
    assert count(SharedPlan) == 1


def test_what_has_changed_since_it_was_looked_at_is_not_shared(pair: Pair) -> None:
    seen = walking.fields_of(look(pair, "act").text) | {"show": ["act"]}
    write(pair.learner, act="Written on the phone meanwhile.")

    answer = pair.learner.client.post(SHARE, data=seen)

    assert answer.status_code == 422
    assert "Your plan has changed since you looked." in answer.text
    assert count(SharedPlan) == 0


def test_a_manager_who_came_meanwhile_gets_nothing(app: Flask, pair: Pair) -> None:
    seen = walking.fields_of(look(pair, "act").text) | {"show": ["act"]}
    newcomer = make_person()
    set_manager(
        person_id=pair.learner.person.id,
        manager_id=newcomer.id,
        starts_on=clock.today(),
        by_id=None,
    )

    answer = pair.learner.client.post(SHARE, data=seen)

    assert answer.status_code == 422
    assert "Your line manager has changed." in answer.text
    assert count(SharedPlan) == 0


@pytest.mark.parametrize(
    "fields", [{"show": []}, {"show": ["measure"]}, {"show": ["act"], "save_id": "1"}]
)
def test_sharing_without_looking_or_without_a_choice_shares_nothing(
    pair: Pair, fields: dict[str, object]
) -> None:
    seen = walking.fields_of(look(pair, "act").text)
    seen.pop("show")

    answer = pair.learner.client.post(SHARE, data=seen | fields)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert count(SharedPlan) == 0


def test_the_manager_is_told_by_a_link_and_the_audit_without_a_word_of_it(pair: Pair) -> None:
    share(pair)

    [told] = session.scalars(
        select(QueuedMail).where(QueuedMail.to_person_id == pair.manager.id)
    ).all()
    assert told.to_address == pair.manager.email
    assert pair.about in told.body
    assert told.subject == "Ada O. shares something with you"
    assert "Okafor" not in told.body
    for word in ("violet", "apricot", "plan", "Tuesday"):
        assert word not in told.subject + told.body
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.deed == "shared a plan")).all()
    assert entry.by_id == pair.learner.person.id
    assert entry.detail == {"manager_id": str(pair.manager.id)}
    subject_id = entry.subject_id
    unshare(pair)
    assert count(QueuedMail) == 0  # it had not gone yet
    deeds = select(AuditEntry.deed).where(AuditEntry.subject_id == subject_id)
    assert set(session.scalars(deeds)) == {"shared a plan", "unshared a plan"}


def test_nobody_shares_where_line_managers_have_no_part(app: Flask) -> None:
    student = make_learner(app, cohort=make_cohort(academy=make_academy(programme_id="university")))
    manager = make_person(RoleName.LINE_MANAGER)
    make_line_management(person_id=student.person.id, manager_id=manager.id)

    assert student.client.get(SHARE).status_code == 404
    assert student.client.get(PAGE).status_code == 404
    assert "Share with" not in student.client.get(MINE).text


def test_without_a_manager_there_is_nobody_to_share_with(learner: Learner) -> None:
    write(learner)

    assert learner.client.get(SHARE).status_code == 404
    page = learner.client.get(MINE).text
    assert "Only you." in page
    assert "Share with" not in page


def test_planted_markup_stays_words_for_the_manager_too(pair: Pair) -> None:
    write(pair.learner, act="<script>alert(1)</script>")
    share(pair, "act")

    for page in (pair.desk.get(pair.about), pair.learner.client.get(MINE)):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_it_is_among_what_was_written_with_who_can_see_it(pair: Pair) -> None:
    share(pair)

    page = pair.learner.client.get("/workbook/my-words").text
    file = pair.learner.client.get("/workbook/my-words/download").text

    assert ACT in page
    assert "You share a copy of your plan with Grace Mensah." in page
    assert ACT in file
    assert "Grace Mensah the copy of your plan that you shared" in file


def test_the_number_of_queries_does_not_grow_with_versions(pair: Pair) -> None:
    share(pair)
    paths = (MINE, PAGE, "/what-my-manager-sees")

    def asked() -> list[int]:
        found = []
        for client, path in [(pair.learner.client, path) for path in paths] + [
            (pair.desk, pair.about)
        ]:
            with counted_queries() as sent:
                assert client.get(path).status_code == 200
            found.append(len(sent))
        return found

    before = asked()
    for number in range(5):
        write(pair.learner, act=f"Version {number}.")
        share(pair, "act")

    assert asked() == before
