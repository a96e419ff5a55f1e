"""What a device keeps for a time without a connection, with nobody's name, answers or token in it:
a unit, and what is of no unit.

Such a copy is put into a cache that whoever uses the device shares (static/keeping.js). Its screens
are the templates of the online pages, under the same addresses; static/kept-unit.js shows one at a
time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import jsonify, make_response, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from abp_lms.learning import for_oneself, my_ratings, plans, queries, rules, words
from abp_lms.learning.actions import scenarios
from abp_lms.learning.my_ratings import Asked
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Deeds
from abp_lms.learning.views import own_screens, screens
from abp_lms.learning.views.blueprint import learning, my_unit
from abp_lms.learning.views.workbook import PIECE_NAMES
from abp_lms.learning.workbook import Unit
from abp_lms.programme.queries import current_place


@learning.get("/units/<unit_id>/offline")
def kept_unit(unit_id: str) -> Response:
    """The unit in one page, the same for everybody in its programme."""
    mine = my_unit(unit_id)
    address = url_for("learning.unit", unit_id=unit_id)
    return _copy(mine.unit.title, address, screens.of_unit(mine), unit=mine.unit, told=_told(mine))


@learning.get("/for-oneself/offline")
def kept_for_oneself() -> Response:
    """A safety card and sentences to write, in one page, the same for everybody in a programme."""
    place = current_place(current_user.id)
    offers = for_oneself.offered_to(place.programme) if place else ()
    address = url_for("learning.months")
    found = own_screens.of_oneself(offers)
    return _copy("For yourself", address, found, unit=None, told={"parts": {}, "pieces": []})


@learning.get("/for-oneself/mine")
def own_words() -> Response:
    """What the person wrote for themselves, for their own browser to seal: {person, html}."""
    place = current_place(current_user.id)
    page = render_template(
        "learning/offline/own_words.html",
        card=for_oneself.my_card(current_user),
        labels={name: label for name, (label, _) in rules.LINES.items()},
        sentences=for_oneself.my_sentences(current_user),
        plan=plans.mine(current_user),
        rated=my_ratings.all_of(current_user, place.programme if place else None),
    )
    return jsonify({"person": str(current_user.id), "html": page})


def _copy(title: str, address: str, found: Iterable[str], **context: Any) -> Response:
    """A copy of what stands under an address, for whoever comes."""
    page = render_template(
        "learning/offline/copy.html",
        title=title,
        address=address,
        screens=Markup("\n").join(Markup(screen) for screen in found),  # noqa: S704
        **context,
    )
    response = make_response(page)
    # Only what says this of itself is put into the cache.
    response.headers["Abl-Offline"] = "copy"
    response.add_etag()
    return response.make_conditional(request)


@learning.get("/units/<unit_id>/offline/state")
def offline_state(unit_id: str) -> Response:
    """How far the person is, and what to seal with: for the memory of their own tab, no cache."""
    mine = my_unit(unit_id)
    unit = mine.unit
    placed = queries.sorted_of(current_user.id, unit_id)
    deeds = queries.deeds(current_user.id, unit_id).get(unit_id, Deeds())
    device = words.device(current_user.id)
    return jsonify(
        {
            "person": str(current_user.id),
            "key": device.public_key,
            "keep": device.keep,
            "read": sorted(deeds.pages),
            "reflect": sorted(deeds.reflected),
            "skipped": sorted(deeds.skipped),
            "recall": sorted(deeds.answered),
            "practise": ["log"] if deeds.practised else [],
            "scenario": ["ended"] if deeds.scenario_ended else [],
            "left_out": sorted(deeds.left_out),
            "run": _run(unit),
            "answers": {
                f"sort/{sort.id}/{situation.id}": [group.id]
                for sort in unit.sorts
                for situation, group in rules.sorting(sort, placed.get(sort.id, {})).placed
            },
        }
        | {f"sort/{sort.id}": sorted(placed.get(sort.id, {})) for sort in unit.sorts}
        | {_piece_of(asked): _rated(asked) for asked in my_ratings.asked_in(mine)}
    )


def _piece_of(asked: Asked) -> str:
    return f"rate/{asked.scale.id}"


def _rated(asked: Asked) -> list[str]:
    return sorted(set(my_ratings.parts_saved(current_user.id, asked)))


def _run(unit: Unit) -> dict[str, Any] | None:
    """Where the person stands in the unit's story, unless they have come to its end."""
    story = unit.scenario
    run = scenarios.latest_run(current_user.id, unit.id, story) if story else None
    if run is None or run.ended_at is not None:
        return None
    key = str(run.save_key) if run.save_key else None
    return {"key": key, "setting": run.setting_id, "path": run.path}


def _told(mine: MyUnit) -> dict[str, Any]:
    """What the script must know of the unit: its parts in their order, and the ways of its story."""
    unit, story = mine.unit, mine.unit.scenario
    return {
        "parts": {
            "read": [page.id for page in unit.pages],
            "scenario": ["ended"],
            "reflect": [one.id for one in unit.reflections],
            "practise": ["log"],
            "recall": [one.id for one in unit.quiz.questions] if unit.quiz else [],
        }
        | {f"sort/{sort.id}": [one.id for one in sort.situations] for sort in unit.sorts}
        | {
            _piece_of(asked): [part.id for part in asked.scale.parts]
            for asked in my_ratings.asked_in(mine)
        },
        "pieces": [piece.piece for piece in rules.pieces(unit, Deeds())],
        "names": PIECE_NAMES,
        "story": story
        and {
            "id": story.id,
            "first": story.first,
            "settings": {one.id: dict(one.words) for one in story.settings},
            "ways": {
                step.id: {option.id: option.leads_to for option in step.options}
                for step in story.steps
            },
        },
    }
