"""People, where they work, what they may see, and who manages them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from abp_lms import sealing
from abp_lms.accounts import audit, rules
from abp_lms.accounts.models import (
    Academy,
    LineManagement,
    Organisation,
    Person,
    Role,
    RoleName,
    Sector,
)
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.settings import current

FOR_AN_ACADEMY = {RoleName.FACILITATOR, RoleName.TRAINER, RoleName.ACADEMY, RoleName.EVALUATOR}


def create_organisation(*, name: str, sector: Sector, by_id: UUID | None) -> Organisation:
    """An employer of people on the programme."""
    organisation = Organisation(id=uuid4(), name=name, sector=sector)
    session.add(organisation)
    session.flush()
    audit.note(by_id, "added an organisation", organisation)
    return organisation


def create_academy(*, name: str, programme_id: str, by_id: UUID | None) -> Academy:
    """A tenant that runs the programme `programme_id` of content/programmes; refuses a taken name."""
    name = rules.name(name, field="name")
    if session.scalar(select(Academy.id).where(Academy.name == name)):
        raise Refused("There is an academy of this name already", field="name")
    academy = Academy(id=uuid4(), name=name, programme_id=programme_id)
    session.add(academy)
    session.flush()
    audit.note(by_id, "added an academy", academy)
    return academy


def create_person(
    *,
    given_name: str,
    family_name: str,
    email: str,
    organisation_id: UUID | None = None,
    by_id: UUID | None,
) -> Person:
    """Somebody with an account, who cannot sign in before they are invited.

    Refuses an e-mail address that is taken, and names and addresses that cannot be right.
    """
    email = rules.email_address(email)
    if session.scalar(select(Person.id).where(Person.email == email)):
        raise Refused("Somebody with this e-mail address has an account already", field="email")
    public_key, wrapped_private_key = sealing.new_person_keys(current().installation_key())
    person = Person(
        id=uuid4(),
        actor_name=uuid4(),
        given_name=rules.name(given_name, field="given_name"),
        family_name=rules.name(family_name, field="family_name"),
        email=email,
        organisation_id=organisation_id,
        public_key=public_key,
        wrapped_private_key=wrapped_private_key,
    )
    session.add(person)
    session.flush()
    audit.note(by_id, "added a person", person)
    return person


def give_role(
    *,
    person_id: UUID,
    name: RoleName,
    academy_id: UUID | None = None,
    organisation_id: UUID | None = None,
    by_id: UUID | None,
) -> Role:
    """Let the person do what the role may, for one academy or organisation; harmless twice."""
    held = session.scalar(
        select(Role).where(
            Role.person_id == person_id,
            Role.name == name,
            Role.academy_id == academy_id,
            Role.organisation_id == organisation_id,
        )
    )
    if held:
        return held
    if name in FOR_AN_ACADEMY and academy_id is None:
        raise Refused(f"The role {name} is held for an academy. Say which", field="academy")
    role = Role(
        id=uuid4(),
        person_id=person_id,
        name=name,
        academy_id=academy_id,
        organisation_id=organisation_id,
    )
    session.add(role)
    session.flush()
    audit.note(
        by_id,
        "gave a role",
        session.get(Person, person_id),
        role=name.value,
        academy_id=str(academy_id) if academy_id else None,
        organisation_id=str(organisation_id) if organisation_id else None,
    )
    return role


def set_manager(
    *, person_id: UUID, manager_id: UUID, starts_on: date, by_id: UUID | None
) -> LineManagement:
    """From `starts_on` the manager is the person's; whoever was before ends the day before.

    Gives the manager the role of line manager, so that the pages for managers open.
    Refuses to make people their own manager, and a day that is not after every manager's first.
    """
    if person_id == manager_id:
        raise Refused("Nobody can be their own line manager", field="manager")
    person = session.get(Person, person_id, with_for_update=True)
    manager = session.get(Person, manager_id)
    if person is None or manager is None:
        raise NotFound()
    open_ones = session.scalars(
        select(LineManagement).where(
            LineManagement.person_id == person_id,
            or_(LineManagement.ends_on.is_(None), LineManagement.ends_on >= starts_on),
        )
    ).all()
    for former in open_ones:
        if former.manager_id == manager_id and former.ends_on is None:
            return former
    if any(former.starts_on >= starts_on for former in open_ones):
        raise Refused(
            "A line manager began on that day or later. Choose a later day", field="starts_on"
        )
    for former in open_ones:
        former.ends_on = starts_on - timedelta(days=1)
    management = LineManagement(
        id=uuid4(), person_id=person_id, manager_id=manager_id, starts_on=starts_on
    )
    session.add(management)
    session.flush()
    give_role(person_id=manager_id, name=RoleName.LINE_MANAGER, by_id=by_id)
    audit.note(
        by_id,
        "set a line manager",
        person,
        manager_id=str(manager_id),
        starts_on=starts_on.isoformat(),
    )
    return management
