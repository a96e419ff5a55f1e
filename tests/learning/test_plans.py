"""A plan on one page: its author's alone, until they share a copy with their manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms import clock, sealing
from abp_lms.accounts.actions import set_manager
from abp_lms.accounts.models import AuditEntry, Person, RoleName
from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.learning import queries
from abp_lms.learning.models import DocumentSave, How, SharedPlan
from abp_lms.learning.rules import PLAN_BOXES
from abp_lms.learning.rules.plans import (
    LONGEST_BOX,
    MOST_LINES,
    copy,
    may_see,
    refuse_unless_one_page,
)
from abp_lms.learning.workbook import Unit
from abp_lms.mail import QueuedMail
from abp_lms.programme.models import Place
from abp_lms.settings import current
from tests.counting import counted_queries
from tests.factories import (
    make_academy,
    make_line_management,
    make_person,
    make_role,
)
from tests.learning import doing, walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import count, draft, send
from tests.learning.test_waiting_words import sealed
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in

PAGE = "/workbook/units/u23/plan"
MINE = "/workbook/plan"
SHARE = "/workbook/plan/share"
ACT = "When it goes quiet I ask the violet umbrella."
NEED = "Ten minutes on Tuesdays, apricot."


@dataclass(frozen=True)
class Pair:
    """A participant with a plan, and their line manager, each in a browser."""

    learner: Learner
    manager: Person
    desk: FlaskClient

    @property
    def about(self) -> str:
        return f"/my-people/{self.learner.person.id}"


@pytest.fixture
def u23(app: Flask) -> Unit:
    return queries.the_workbook().units["u23"]


@pytest.fixture
def pair(app: Flask) -> Pair:
    learner = make_learner(
        app, person=make_person(RoleName.PARTICIPANT, given_name="Ada", family_name="Okafor")
    )
    manager = make_person(RoleName.LINE_MANAGER, given_name="Grace", family_name="Mensah")
    make_line_management(person_id=learner.person.id, manager_id=manager.id)
    desk = app.test_client()
    sign_in(desk, manager)
    write(learner)
    return Pair(learner, manager, desk)


def write(learner: Learner, how: str = "written", **boxes: str):  # type: ignore[no-untyped-def]
    return walking.send(learner.client, PAGE, how=how, **(boxes or {"act": ACT, "manager": NEED}))


def look(pair: Pair, *show: str):  # type: ignore[no-untyped-def]
    chosen = walking.fields_of(pair.learner.client.get(SHARE).text)
    return pair.learner.client.post(f"{SHARE}/look", data=chosen | {"show": list(show)})


def share(pair: Pair, *show: str):  # type: ignore[no-untyped-def]
    show = show or ("act", "manager")
    seen = walking.fields_of(look(pair, *show).text)
    return pair.learner.client.post(SHARE, data=seen | {"show": list(show)})


def unshare(pair: Pair):  # type: ignore[no-untyped-def]
    fields = walking.fields_of(pair.learner.client.get(MINE).text)
    return pair.learner.client.post("/workbook/plan/unshare", data=fields)


def part_about_the_plan(page: str) -> str:
    """From the heading to the question that ends the part."""
    start = page.index("shares with you</h2>")
    return page[start : page.index("what here could I unlock?", start)]


# Rules


@given(st.dictionaries(st.sampled_from(PLAN_BOXES), st.text(max_size=LONGEST_BOX)))
def test_what_is_short_stays_on_one_page(boxes: dict[str, str]) -> None:
    long = [text for text in boxes.values() if len(text.strip().splitlines()) > MOST_LINES]
    if long:
        with pytest.raises(Refused):
            refuse_unless_one_page(boxes)
    else:
        refuse_unless_one_page(boxes)


@pytest.mark.parametrize("text", ["x" * (LONGEST_BOX + 1), "a\n" * (MOST_LINES + 1)])
def test_what_is_too_long_for_one_page_is_refused_at_its_box(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_unless_one_page({"act": "Short.", "help": text})

    assert refusal.value.field == "help"


def test_a_copy_holds_what_was_chosen_and_nothing_else() -> None:
    lines = {"act": ("What I will do", "Ask"), "manager": ("What I want", "Time")}

    assert copy(lines, ["manager"]) == (("What I want", "Time"),)
    assert copy(lines, ["manager", "act", "help"]) == tuple(lines.values())
    for nothing in ([], ["help"], ["nowhere"]):
        with pytest.raises(Refused):
            copy(lines, nothing)


def test_only_the_manager_it_was_shared_with_may_see_it_and_only_while_they_manage() -> None:
    manager, day = uuid4(), date(2026, 11, 3)

    def seen(viewer: UUID, since: date) -> bool:
        return may_see(viewer=viewer, shared_with=manager, shared_on=day, managed_since=since)

    assert seen(manager, day)
    assert seen(manager, day - timedelta(days=400))
    assert not seen(uuid4(), day)
    assert not seen(manager, day + timedelta(days=1))  # back after somebody else


# Writing


def test_it_is_sealed_recorded_without_its_words_and_shown_on_one_page(
    learner: Learner,
) -> None:
    answer = write(learner)

    assert answer.location.endswith(MINE)
    save = session.scalars(select(DocumentSave)).one()
    assert save.sealed is not None
    assert "violet" not in save.sealed
    [said] = doing.statements()
    assert said["object"]["id"].endswith("/units/u23/documents/five-boxes")
    assert said["attachments"][0]["contentType"] == "application/jose"
    page = learner.client.get(MINE).text
    assert ACT in page
    assert "What I want from my manager" in page
    assert "How I will know" not in page  # an empty box


@pytest.mark.parametrize("how", ["written", "on-paper"])
def test_writing_it_here_or_on_paper_counts_as_practice(
    learner: Learner, u23: Unit, how: str
) -> None:
    doing.read_all(learner.person.id, u23)
    walking.go_through_scenario(learner.client, u23)
    walking.reflect(learner.client, u23)
    walking.recall(learner.client, u23)
    assert not doing.is_complete(learner.person.id, u23)

    answer = write(learner, how=how)

    assert answer.location.endswith("/workbook/units/u23/complete")
    assert doing.is_complete(learner.person.id, u23)
    assert session.scalars(select(DocumentSave)).one().how is (
        How.WRITTEN if how == "written" else How.ON_PAPER
    )


def test_the_log_of_the_practice_counts_as_it_always_did(learner: Learner, u23: Unit) -> None:
    walking.complete(learner.client, u23)

    assert doing.is_complete(learner.person.id, u23)


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"act": " "}, "Write something in one of the boxes, or choose I wrote it on paper"),
        ({"act": "x" * 401}, "Shorten this to 400 characters"),
        ({"act": "Fine.", "when": "1\n2\n3\n4\n5\n6\n7"}, "Use 6 lines at most"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_words_still_there(
    learner: Learner, boxes: dict[str, str], said: str
) -> None:
    answer = write(learner, **boxes)

    assert answer.status_code == 422
    assert said in answer.text
    assert count(DocumentSave) == 0


def test_a_plan_saved_offline_arrives_once(learner: Learner) -> None:
    fields = {"act": ACT, "save_key": str(uuid4())}
    item = {"kind": "save", "unit": "u23", "prompt": "five-boxes", "fields": fields}
    item |= draft("", boxes={"act": ACT})
    items = {"a": sealed(learner, item)}

    answers = [send(learner.client, "/workbook/drafts/sync", {"items": items}) for _ in range(2)]

    assert [one.json["taken"] for one in answers if one.json] == [{"a": "save"}, {"a": "known"}]
    assert count(DocumentSave) == 1


def test_before_it_is_written_there_is_a_way_to_write_it(learner: Learner) -> None:
    assert PAGE in learner.client.get(MINE).text
    for path in (SHARE, f"{SHARE}/look"):
        assert learner.client.get(path).status_code in {404, 405}


def test_the_closing_unit_leads_to_it(learner: Learner) -> None:
    assert MINE in learner.client.get("/workbook/units/closing/practise").text


# Sharing


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


# Somebody else


def test_another_manager_and_the_next_one_see_nothing(app: Flask, pair: Pair) -> None:
    share(pair)
    nobodys = make_person(RoleName.LINE_MANAGER)
    stranger = app.test_client()
    sign_in(stranger, nobodys)
    assert stranger.get(pair.about).status_code == 404

    def sign_in_all() -> None:
        for client, person in (
            (stranger, nobodys),
            (pair.desk, pair.manager),
            (pair.learner.client, pair.learner.person),
        ):
            sign_in(client, person)

    # when somebody else becomes the manager
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow):
        set_manager(
            person_id=pair.learner.person.id,
            manager_id=nobodys.id,
            starts_on=clock.today(),
            by_id=None,
        )
        session.commit()
        sign_in_all()

        page = stranger.get(pair.about)
        former = pair.desk.get(pair.about)
        mirrored = pair.learner.client.get("/what-my-manager-sees").text
        own = pair.learner.client.get(MINE).text

    assert page.status_code == 200
    assert "violet" not in page.text
    assert "shares with you" not in page.text
    assert former.status_code == 404
    assert "violet" not in mirrored
    assert "who is not your line manager any more" in own

    # and when the first one comes back
    with clock.at(tomorrow + timedelta(days=1)):
        set_manager(
            person_id=pair.learner.person.id,
            manager_id=pair.manager.id,
            starts_on=clock.today(),
            by_id=None,
        )
        session.commit()
        sign_in_all()
        assert "violet" not in pair.desk.get(pair.about).text


def test_the_academy_and_a_colleague_see_nothing(app: Flask, pair: Pair) -> None:
    share(pair)
    place = pair.learner.place
    academy_id = queries.my_place(pair.learner.person.id).academy_id
    staff = make_person()
    make_role(person_id=staff.id, name=RoleName.ACADEMY, academy_id=academy_id)
    # given a manager who is a participant of the same academy, too
    managers_place = make_place(cohort=session.get(Place, place.id).cohort, person=pair.manager)
    office = app.test_client()
    sign_in(office, staff)
    colleague = make_learner(app, cohort=make_cohort(academy=make_academy()))

    pages = [
        office.get(path)
        for path in (
            "/academy",
            f"/academy/participants/{place.id}",
            f"/academy/participants/{place.id}/records",
            f"/academy/participants/{managers_place.id}",
            "/academy/participants",
            "/academy/participants.csv",
        )
    ] + [colleague.client.get(path) for path in (MINE, PAGE, "/workbook/my-words")]

    assert all(page.status_code == 200 for page in pages)
    for page in pages:
        for word in ("violet", "apricot", "shares something", "shared a plan"):
            assert word not in page.text
    assert office.get(pair.about).status_code == 403
    assert colleague.client.get(pair.about).status_code == 403


def test_no_other_key_opens_the_copy(pair: Pair) -> None:
    share(pair)
    row = session.scalars(select(SharedPlan)).one()
    key = current().installation_key()
    people = session.scalars(select(Person)).all()
    opens = {"for_author": pair.learner.person.id, "for_manager": pair.manager.id}
    others = [make_person()]

    for column, owner in opens.items():
        sealed_copy = getattr(row, column)
        assert "violet" not in sealed_copy
        for person in (*people, *others):
            if person.id == owner:
                opened = sealing.open_sealed(sealed_copy, person.wrapped_private_key, key)
                assert b"violet umbrella" in opened
            else:
                with pytest.raises(sealing.CannotOpen):
                    sealing.open_sealed(sealed_copy, person.wrapped_private_key, key)


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
