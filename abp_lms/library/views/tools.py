"""What facilitators and line managers work with, beside their guides: a timer, sets, a planner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from abp_lms import settings
from abp_lms.accounts.guards import require_role
from abp_lms.accounts.models import RoleName
from abp_lms.accounts.queries import people_managed_by
from abp_lms.clock import LONDON, now, today
from abp_lms.errors import NotFound, Refused
from abp_lms.library import queries
from abp_lms.library.run_sheet import load_run_sheet, time_typed, timetable
from abp_lms.programme import cohorts as programme
from abp_lms.programme.cohorts import CohortView
from abp_lms.programme.planning import plan
from abp_lms.programme.splitting import (
    LARGEST,
    SMALLEST,
    managed_together,
    numbers_of_sets,
    split,
)

facilitator_tools = Blueprint(
    "facilitator_tools", __name__, template_folder="../templates", url_prefix="/guides/facilitator"
)
facilitator_tools.before_request(require_role(*queries.READERS["facilitator"]))
manager_tools = Blueprint(
    "manager_tools", __name__, template_folder="../templates", url_prefix="/guides/line-manager"
)
manager_tools.before_request(require_role(*queries.READERS["line-manager"]))


@facilitator_tools.get("/timer")
def timer() -> ResponseReturnValue:
    """The run sheet with its times; a script adds the clock that counts down."""
    sheet = load_run_sheet(settings.current().content)
    typed, error = request.args.get("start", ""), None
    starts_at = now().astimezone(LONDON).replace(second=0, microsecond=0)
    try:
        if typed:
            starts_at = datetime.combine(today(), time_typed(typed), LONDON)
    except Refused as refusal:
        error = refusal.sentence
    page = render_template(
        "library/timer.html",
        title="Timer for a set",
        sheet=sheet,
        timetable=timetable(sheet, starts_at),
        typed=typed,
        error=error,
        back=_back_to("facilitator"),
    )
    return page, 422 if error else 200


@facilitator_tools.get("/sets")
def sets() -> str:
    """A proposal for the sets of a cohort; nothing of it is kept."""
    roles = (RoleName.FACILITATOR, RoleName.TRAINER, RoleName.ACADEMY)
    academies = frozenset[UUID]().union(*(current_user.academies(role) for role in roles))
    cohorts = programme.cohorts(academy_ids=academies)
    cohort = _chosen(cohorts)
    members = programme.members(cohort.id) if cohort else []
    numbers = numbers_of_sets(len(members))
    asked = request.args.get("sets", type=int)
    number = asked if asked in numbers else numbers[0]
    mix = max(request.args.get("mix", 0, type=int), 0)
    found = split(members, number, mix=mix)
    return render_template(
        "library/sets.html",
        title="Split a cohort into sets",
        cohorts=cohorts,
        cohort=cohort,
        people=len(members),
        numbers=numbers,
        number=number,
        mix=mix,
        sets=[sorted(one, key=lambda member: member.name) for one in found],
        fits=all(SMALLEST <= len(one) <= LARGEST for one in found),
        together=managed_together(found),
        back=_back_to("facilitator"),
    )


@manager_tools.get("/planner")
def planner() -> str:
    """The dates of a cohort, to agree on release and cover; to fill in on paper."""
    managed = people_managed_by(current_user.id, today())
    cohorts = programme.cohorts(
        academy_ids=current_user.academies(RoleName.ACADEMY),
        person_ids=[current_user.id, *(person.id for person in managed)],
    )
    cohort = _chosen(cohorts)
    return render_template(
        "library/planner.html",
        title="Release and cover planner",
        cohorts=cohorts,
        cohort=cohort,
        lines=(
            plan(cohort.programme, cohort.starts_on, programme.planned_meetings(cohort.id))
            if cohort
            else []
        ),
        back=_back_to("line-manager"),
    )


def _back_to(guide_id: str) -> dict[str, str]:
    return {"href": url_for("guides.guide", guide_id=guide_id), "text": "Back to the guide"}


def _chosen(cohorts: list[CohortView]) -> CohortView | None:
    """The cohort that the address names, or the newest; NotFound for one that is none of theirs."""
    wanted = request.args.get("cohort", type=UUID)
    if wanted is None:
        return cohorts[0] if cohorts else None
    found = next((cohort for cohort in cohorts if cohort.id == wanted), None)
    if found is None:
        raise NotFound()
    return found
