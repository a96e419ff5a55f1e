"""What the demo holds beside the units, made by the deeds that a person does themselves."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from abp_lms.database import Base, session
from abp_lms.demo import keepsakes
from abp_lms.learning import queries
from abp_lms.learning.models import (
    DocumentKind,
    DocumentSave,
    Reminder,
    SafetyCardSave,
    SentenceSave,
    SharedPlan,
    Sorted,
)
from tests.factories import make_line_management, make_person
from tests.programme.factories import make_place


def count(table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_there_is_something_to_see_on_every_page_of_ones_own(app: Flask) -> None:
    person, manager = make_person(), make_person(email="grace@example.org")
    make_line_management(person_id=person.id, manager_id=manager.id)
    make_place(person=person)

    keepsakes.keep(person, queries.the_workbook())

    kinds = set(session.scalars(select(DocumentSave.kind)))
    assert kinds == {DocumentKind.LETTER, DocumentKind.PLAN}
    assert session.scalars(select(SharedPlan)).one().manager_id == manager.id
    assert [count(table) for table in (SentenceSave, SafetyCardSave, Reminder)] == [2, 1, 1]
    assert count(Sorted) > 1
