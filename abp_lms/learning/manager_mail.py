"""The e-mail to a line manager when a unit is done: in one place, so that the participant can be shown it."""

from __future__ import annotations

from abp_lms.accounts.queries import PersonView
from abp_lms.programme.queries import CurrentPlace, facts
from abp_lms.programme.rules import short_name

# templates/mail/unit_completed.txt
TEMPLATE = "unit_completed"


def facts_told(
    place: CurrentPlace,
    *,
    given_name: str,
    family_name: str,
    manager: PersonView,
    units_done: int,
) -> dict[str, object]:
    """All that the template gets: least data, useful without signing in."""
    return {
        "name": short_name(given_name, family_name),
        "manager": manager,
        "programme": place.programme,
        "units_done": units_done,
        "units_total": len(place.programme.units),
        "next_meeting": facts([place.place_id])[place.place_id].next_meeting,
    }
