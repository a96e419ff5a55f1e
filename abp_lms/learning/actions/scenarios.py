"""Going through a scenario, one decision at a time, on any device."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import rules, statements
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import Learner, begin
from abp_lms.learning.models import ScenarioRun
from abp_lms.learning.workbook import Scenario


class Arrived(StrEnum):
    """What became of a way through that waited for a connection."""

    NEW = "new"
    KNOWN = "known"
    PARTLY = "partly"  # the story has changed since


_CHANGED = "The story has changed since. Go through it again when you like."


def start(*, person_id: UUID, unit_id: str, setting_id: str | None = None) -> None:
    """Begin a new way through, in a setting; one that is not begun yet only changes its setting."""
    learner, scenario = _begin(person_id, unit_id)
    if scenario.settings and setting_id not in {setting.id for setting in scenario.settings}:
        raise Refused("Choose a setting", field="setting")
    run = latest_run(person_id, unit_id, scenario)
    if run is not None and not run.path:
        run.setting_id = setting_id
        return
    _add_run(learner, scenario, run, setting_id=setting_id, path=[])


def choose(*, person_id: UUID, unit_id: str, step_id: str, option_id: str) -> str:
    """Decide at a step, or decide anew at an earlier one; gives the step or ending it leads to."""
    learner, scenario = _begin(person_id, unit_id)
    run = latest_run(person_id, unit_id, scenario)
    if run is None:
        if scenario.settings:
            raise Refused("Choose a setting first.")
        run = _add_run(learner, scenario, None, setting_id=None, path=[])
    path = rules.decide(scenario, run.path, step_id, option_id)
    if run.ended_at is not None:
        if path == run.path:  # the same click twice
            return rules.walk(scenario, path).at
        # What has ended stays as it ended; deciding anew is another way through.
        run = _add_run(learner, scenario, run, setting_id=run.setting_id, path=path)
    run.path = path
    walked = rules.walk(scenario, path)
    if walked.ended:
        run.ended_at = now()
        learner.record(statements.scenario_ended(learner.deed(run.ended_at), scenario))
    complete_if_done(learner, at=now())
    return walked.at


def walk_through(
    *,
    person_id: UUID,
    unit_id: str,
    scenario_id: str,
    setting_id: str | None,
    path: rules.Path,
    save_key: UUID,
    begun_at: datetime | None = None,
    said_at: datetime | None = None,
) -> Arrived:
    """Take a way through that was gone without a connection, as far as the story still goes so.

    It goes on with the run of its key, or with the one that it had left off; what has ended, and
    what went another way meanwhile, stays as it is, and this becomes a run beside it. `begun_at` and
    `said_at`: when its first and last decisions were, as the device says.

    Raises Refused where nothing of it fits the story any more.
    """
    learner, scenario = _begin(person_id, unit_id)
    walked = rules.walk(scenario, path)
    way = [[step.id, option] for step, option in walked.decided]
    settings = {setting.id for setting in scenario.settings}
    if scenario.id != scenario_id or not way or (settings and setting_id not in settings):
        raise Refused(_CHANGED)
    at = rules.when_done(said_at, now())
    run = session.scalar(
        select(ScenarioRun).where(
            ScenarioRun.person_id == person_id, ScenarioRun.save_key == save_key
        )
    )
    if run is None:
        run = latest_run(person_id, unit_id, scenario)
        if run is None or not _left_off(run, way, setting_id):
            run = _add_run(learner, scenario, run, setting_id=setting_id, path=[])
            run.started_at = rules.when_done(begun_at, now())
        run.save_key = save_key
        run.setting_id = setting_id
    elif run.ended_at is not None or run.path == way or not rules.goes_on(run.path, way):
        return Arrived.KNOWN
    run.path = way
    if walked.ended:
        run.ended_at = at
        learner.record(statements.scenario_ended(learner.deed(at), scenario))
    complete_if_done(learner, at=at)
    return Arrived.NEW if way == path else Arrived.PARTLY


def _left_off(run: ScenarioRun, way: rules.Path, setting_id: str | None) -> bool:
    """Whether a run is what somebody went on with when the connection had gone."""
    here = run.setting_id == setting_id or not run.path
    return run.ended_at is None and run.save_key is None and here and rules.goes_on(run.path, way)


def latest_run(person_id: UUID, unit_id: str, scenario: Scenario) -> ScenarioRun | None:
    """The way through that goes on, or that ended last."""
    return session.scalar(
        select(ScenarioRun)
        .where(
            ScenarioRun.person_id == person_id,
            ScenarioRun.unit_id == unit_id,
            ScenarioRun.scenario_id == scenario.id,
        )
        .order_by(ScenarioRun.number.desc())
        .limit(1)
    )


def _begin(person_id: UUID, unit_id: str) -> tuple[Learner, Scenario]:
    learner = begin(person_id=person_id, unit_id=unit_id)
    if learner.mine.unit.scenario is None:
        raise NotFound()
    return learner, learner.mine.unit.scenario


def _add_run(
    learner: Learner,
    scenario: Scenario,
    last: ScenarioRun | None,
    *,
    setting_id: str | None,
    path: rules.Path,
) -> ScenarioRun:
    run = ScenarioRun(
        person_id=learner.person_id,
        unit_id=learner.mine.unit.id,
        scenario_id=scenario.id,
        number=last.number + 1 if last else 1,
        setting_id=setting_id,
        path=path,
        started_at=now(),
    )
    session.add(run)
    session.flush()
    return run
