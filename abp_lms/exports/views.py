"""Files that an academy takes away."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request, stream_with_context
from flask_login import current_user

from abp_lms.accounts import audit, guards
from abp_lms.accounts.models import RoleName
from abp_lms.clock import today
from abp_lms.database import apart
from abp_lms.exports import csv_files

exports = Blueprint("exports", __name__, url_prefix="/academy")
exports.before_request(guards.require_role(RoleName.ACADEMY))


@exports.get("/participants.csv")
def participants_csv() -> Response:
    """One row for each place; ?cohort= narrows it to one cohort."""
    academies = current_user.academies(RoleName.ACADEMY)
    cohort_id = request.args.get("cohort", type=UUID)
    # Reading leaves a note of its own: names and addresses leave the house.
    with apart() as beside:
        cohort = str(cohort_id) if cohort_id else None
        beside.add(audit.entry(current_user.id, "exported completions", cohort_id=cohort))
    response = Response(
        stream_with_context(csv_files.completions(academies, cohort_id)),
        mimetype="text/csv",
    )
    name = f"completions-{today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
