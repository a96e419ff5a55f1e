"""Rates oneself: what a browser sends, and what a page and the database then hold."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning import rules
from abp_lms.learning.models import RatingSave
from abp_lms.learning.workbook import Scale

PAGE = "/workbook/ratings"
PICTURE = 'class="abl-picture"'


def saves() -> int:
    return session.scalar(select(func.count()).select_from(RatingSave)) or 0


def deed(person_id: UUID, scale: Scale, **changed: object) -> dict[str, object]:
    part = scale.parts[0]
    return {
        "person_id": person_id,
        "unit_id": "orientation",
        "scale_id": scale.id,
        "part_id": part.id,
        "points": {part.items[0].id: 3},
        "save_key": uuid4(),
    } | changed


def address(scale: Scale, part: int = 0, unit_id: str = "orientation") -> str:
    return f"/workbook/units/{unit_id}/rate/{scale.id}/{scale.parts[part].id}"


def choices(scale: Scale, points: int, part: int = 0) -> dict[str, str]:
    return {rules.field_of(item.id): str(points) for item in scale.parts[part].items}


def cells(page: str, item_text: str) -> list[str]:
    """The numbers beside a statement in the table."""
    row = page[page.index(f'scope="row">{item_text}') :]
    row = row[: row.index("</tr>")]
    return re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]+)<", row)
