"""A person's text is opened for its author, and for nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from abp_lms import sealing
from abp_lms.accounts import actions, queries, texts
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person, RoleName
from abp_lms.database import session
from tests.factories import make_academy, make_person, make_role

PHRASE = "Ich sah weg, and then I did not. 🪷"


def signed_in(person: Person) -> SignedIn:
    new = actions.begin(person=person, user_agent="")
    session.commit()
    state = queries.signed_in(new.token)
    assert state is not None
    return state.person


def test_the_author_reads_what_they_wrote(app: Flask) -> None:
    author = make_person()

    sealed = texts.seal(author.id, PHRASE)

    assert "sah" not in sealed
    assert texts.open_own(signed_in(author), sealed) == PHRASE


@pytest.mark.parametrize("role", RoleName)
def test_nobody_else_can_open_it_whatever_their_role(app: Flask, role: RoleName) -> None:
    academy = make_academy()
    sealed = texts.seal(make_person().id, PHRASE)
    other = make_person()
    make_role(person_id=other.id, name=role, academy_id=academy.id)

    with pytest.raises(sealing.CannotOpen):
        texts.open_own(signed_in(other), sealed)


def test_one_strange_text_among_ones_own_opens_none(app: Flask) -> None:
    author = make_person()
    mine, theirs = texts.seal(author.id, PHRASE), texts.seal(make_person().id, PHRASE)

    with pytest.raises(sealing.CannotOpen):
        texts.open_many(signed_in(author), [mine, theirs])


def test_many_texts_are_opened_in_order_with_one_look_at_the_key(app: Flask) -> None:
    author = make_person()
    me = signed_in(author)
    sealed = [texts.seal(author.id, f"text {n}") for n in range(20)]
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    opened = texts.open_many(me, sealed)

    assert opened == [f"text {n}" for n in range(20)]
    assert len(asked) == 1


def test_a_changed_text_is_refused(app: Flask) -> None:
    author = make_person()
    head, key, iv, body, tag = texts.seal(author.id, PHRASE).split(".")
    changed = ".".join([head, key, iv, body[:-4] + "AAAA", tag])

    with pytest.raises(sealing.CannotOpen):
        texts.open_own(signed_in(author), changed)
