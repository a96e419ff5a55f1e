"""What somebody in the demo has written for themselves beside the units, and shares of it."""

from __future__ import annotations

from uuid import uuid4

from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.accounts.queries import manager_of
from abp_lms.clock import today
from abp_lms.learning import plans as my_plans
from abp_lms.learning.actions import letters, plans, safety_card, sentences, sorting
from abp_lms.learning.workbook import Unit, Workbook

_SENTENCES = ("Can I check what you meant by that?", "I was there. How are you now?")
_CARD = {
    "way_out": "The door by the linen room",
    "help": "The nurse in charge, then security",
    "sentence": "Let us stop there for a moment.",
}
_PLAN = {
    "act": "When somebody is talked over in handover, I ask for their view by name.",
    "when": "Each handover on early shifts, for a month. Then I look again.",
    "help": "Leah, who asks me on Fridays how it went.",
}
_LETTER = "You kept quiet in that lift, and you went back afterwards. Do it sooner this time."


def keep(person: Person, workbook: Workbook) -> None:
    """Sentences, a safety card, a plan that the manager may read, a letter, and situations sorted."""
    by = SignedIn(
        id=person.id,
        actor_name=person.actor_name,
        name=person.name,
        given_name=person.given_name,
        email=person.email,
        roles=frozenset(),
        login_session_id=uuid4(),
    )
    for text in _SENTENCES:
        sentences.add(by=by, text=text, save_key=uuid4())
    safety_card.save(by=by, lines=_CARD, save_key=uuid4())
    units = workbook.units.values()
    sorted_in = next(unit for unit in units if unit.sorts)
    _sort(person, sorted_in)
    written_in = next(unit for unit in units if unit.plan)
    _plan(by, written_in)
    _letter(by, next(unit for unit in units if unit.letter))


def _sort(person: Person, unit: Unit) -> None:
    """All but the last of the situations, so that one is left to try."""
    sort = unit.sorts[0]
    for number, situation in enumerate(sort.situations[:-1]):
        sorting.place(
            person_id=person.id,
            unit_id=unit.id,
            sort_id=sort.id,
            situation_id=situation.id,
            group_id=sort.groups[number % len(sort.groups)].id,
        )


def _plan(by: SignedIn, unit: Unit) -> None:
    assert unit.plan is not None
    plans.save(by=by, unit_id=unit.id, document_id=unit.plan.id, boxes=_PLAN, save_key=uuid4())
    manager, written = manager_of(by.id, today()), my_plans.mine(by)
    if manager is not None and written is not None:
        plans.share(by=by, save_id=written.save_id, manager_id=manager.id, chosen=["act", "when"])


def _letter(by: SignedIn, unit: Unit) -> None:
    assert unit.letter is not None
    letters.save(
        by=by,
        unit_id=unit.id,
        document_id=unit.letter.id,
        boxes={"letter": _LETTER},
        when="90",
        save_key=uuid4(),
    )
