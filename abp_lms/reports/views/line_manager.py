"""Pages for line managers, and the participant's view of the same."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from abp_lms.accounts import guards
from abp_lms.accounts import queries as accounts
from abp_lms.accounts.models import RoleName
from abp_lms.clock import today
from abp_lms.reports import line_manager

my_people = Blueprint(
    "my_people", __name__, template_folder="../templates", url_prefix="/my-people"
)
my_people.before_request(guards.require_role(RoleName.LINE_MANAGER))

my_manager = Blueprint("my_manager", __name__, template_folder="../templates")
my_manager.before_request(guards.require_role(RoleName.PARTICIPANT))


@my_people.get("")
def everybody() -> str:
    people = line_manager.my_people(current_user.id)
    return render_template(
        "reports/my_people.html",
        title="My people",
        people=people,
        answer=line_manager.on_track_in_words(people),
    )


@my_people.get("/<uuid:person_id>")
def person(person_id: UUID) -> str:
    conversation = line_manager.conversation(current_user, person_id)
    return render_template(
        "reports/person.html",
        title=conversation.managed.name,
        managed=conversation.managed,
        meetings=conversation.meetings,
        plan=conversation.plan,
        back={"href": url_for(".everybody"), "text": "Back to my people"},
    )


@my_manager.get("/what-my-manager-sees")
def what_my_manager_sees() -> str:
    manager = accounts.manager_of(current_user.id, today())
    return render_template(
        "reports/what_my_manager_sees.html",
        title="What my manager sees",
        managed=line_manager.as_my_manager_sees_me(current_user),
        meetings=line_manager.meetings_ahead(current_user.id),
        manager=manager,
        plan=line_manager.shared_with_my_manager(current_user, manager),
        mail=line_manager.mail_to_my_manager(current_user, manager) if manager else None,
    )
