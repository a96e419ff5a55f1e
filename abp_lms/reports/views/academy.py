"""Pages for an academy about its own participants."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask_login import current_user

from abp_lms.accounts import guards
from abp_lms.accounts.models import RoleName
from abp_lms.reports.academy import desk, participant, participants
from abp_lms.reports.academy.participants import Sort, Wanted
from abp_lms.reports.academy.states import SILENT_DAYS, Filter

academy = Blueprint("academy", __name__, template_folder="../templates", url_prefix="/academy")
academy.before_request(guards.require_role(RoleName.ACADEMY))

# So many statements at a time make up a download.
SLICE = 200
# The largest number that an INTEGER of PostgreSQL holds.
LARGEST = 2**31 - 1

Choice = TypeVar("Choice", bound=StrEnum)


def my_academies() -> frozenset[UUID]:
    """The scope of every question that is asked on these pages."""
    found: frozenset[UUID] = current_user.academies(RoleName.ACADEMY)
    return found


@academy.get("")
def front() -> str:
    return render_template(
        "reports/academy/desk.html",
        title="Academy",
        desk=desk.desk(my_academies()),
        silent_days=SILENT_DAYS,
    )


@academy.get("/undeliverable")
def undeliverable() -> str:
    return render_template(
        "reports/academy/undeliverable.html",
        title="Refused statements",
        refused=desk.refused(my_academies()),
        back={"href": url_for(".front"), "text": "Back to Academy"},
    )


@academy.get("/participants", endpoint="participants")
def list_participants() -> str:
    wanted = _wanted()
    found = participants.participants(my_academies(), wanted)
    chosen: dict[str, Any] = {
        name: request.args[name]
        for name in ("name", "cohort", "state", "sort")
        if request.args.get(name)
    }
    cohorts = [(str(id_), name) for id_, name in participants.cohorts_of(my_academies())]
    return render_template(
        "reports/academy/participants.html",
        title="Participants",
        wanted=wanted,
        found=found,
        filtered=bool(chosen),
        cohort_items=_items([("", "All cohorts"), *cohorts], str(wanted.cohort_id or "")),
        state_items=_items([("", "All states"), *_named(Filter)], wanted.state or ""),
        sort_items=_items(_named(Sort), wanted.sort),
        page_href=lambda page: url_for("academy.participants", **chosen, page=page),
        csv_href=url_for("exports.participants_csv", cohort=wanted.cohort_id),
        back={"href": url_for(".front"), "text": "Back to Academy"},
    )


@academy.get("/participants/<uuid:place_id>", endpoint="participant")
def one_participant(place_id: UUID) -> str:
    story = participant.story(my_academies(), place_id)
    return render_template(
        "reports/academy/participant.html",
        title=story.holder.name,
        story=story,
        back={"href": url_for(".participants"), "text": "Back to participants"},
    )


@academy.get("/participants/<uuid:place_id>/records")
def records(place_id: UUID) -> str:
    before = request.args.get("before", type=int)
    holder, page = participant.records(
        my_academies(), place_id, before=before and min(before, LARGEST)
    )
    return render_template(
        "reports/academy/records.html",
        title=f"What was recorded for {holder.name}",
        holder=holder,
        records=page,
        back={"href": url_for(".participant", place_id=place_id), "text": f"Back to {holder.name}"},
    )


@academy.get("/participants/<uuid:place_id>/records.json")
def records_json(place_id: UUID) -> Response:
    """All statements of the place, newest first, as one JSON array."""
    academies = my_academies()
    participant.holder(academies, place_id)  # refuses before the answer begins
    response = Response(
        stream_with_context(_json_array(academies, place_id)), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="records-{place_id}.json"'
    return response


def _json_array(academies: frozenset[UUID], place_id: UUID) -> Iterator[str]:
    before: int | None = None
    opening = "["
    while True:
        _, page = participant.records(academies, place_id, before=before, limit=SLICE)
        for record in page.records:
            yield f"{opening}\n{record.json}"
            opening = ","
        before = page.next_before
        if before is None:
            break
    yield "[]\n" if opening == "[" else "\n]\n"


def _wanted() -> Wanted:
    """What the address asks for; a value that is none of ours is as if it were not there."""
    typed = request.args.get("name", "").strip()[:100]
    return Wanted(
        # PostgreSQL takes no NUL in a text.
        name="".join(letter for letter in typed if letter.isprintable()),
        cohort_id=request.args.get("cohort", type=UUID),
        state=_one_of(Filter, "state"),
        sort=_one_of(Sort, "sort") or Sort.NAME,
        page=request.args.get("page", 1, type=int),
    )


def _one_of(choices: type[Choice], name: str) -> Choice | None:
    return request.args.get(name, type=choices)


def _named(choices: type[Choice]) -> list[tuple[str, str]]:
    return [(choice.value, choice.value.capitalize()) for choice in choices]


def _items(choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
