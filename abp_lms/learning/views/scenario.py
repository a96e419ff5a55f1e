"""A scenario as plain pages with radios: the setting, the steps, the ending."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules
from abp_lms.learning.actions import scenarios
from abp_lms.learning.forms import SettingForm, StepForm
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Walk
from abp_lms.learning.views.blueprint import back_to_unit, learning, my_unit
from abp_lms.learning.workbook import Ending, Scenario, Step

Answer = Response | str | tuple[str, int]


@learning.get("/units/<unit_id>/scenario")
def scenario(unit_id: str) -> Answer:
    mine, told = _find(unit_id)
    run = scenarios.latest_run(current_user.id, unit_id, told)
    if run is not None and run.path and not request.args.get("again"):
        return redirect(_address(unit_id, rules.walk(told, run.path).at))
    form = SettingForm()
    if run is not None:
        form.setting.data = run.setting_id
    return _start_page(mine, told, form)


@learning.post("/units/<unit_id>/scenario")
def start_scenario(unit_id: str) -> Answer:
    mine, told = _find(unit_id)
    form = SettingForm()
    form.label(told)
    if told.settings and not form.validate():
        return _start_page(mine, told, form), 422
    scenarios.start(
        person_id=current_user.id,
        unit_id=unit_id,
        setting_id=form.setting.data if told.settings else None,
    )
    return redirect(_address(unit_id, told.first), 303)


@learning.get("/units/<unit_id>/scenario/<step_id>")
def scenario_step(unit_id: str, step_id: str) -> Answer:
    mine, told = _find(unit_id)
    run = scenarios.latest_run(current_user.id, unit_id, told)
    if run is None:
        return redirect(url_for("learning.scenario", unit_id=unit_id))
    walked = rules.walk(told, run.path)
    chosen = {step.id: option for step, option in walked.decided}
    if step_id != walked.at and step_id not in chosen:
        return redirect(_address(unit_id, walked.at))
    told = told.in_setting(run.setting_id)
    step = told.step(step_id)
    if isinstance(step, Ending):
        return _ending_page(mine, told, step, walked)
    if not isinstance(step, Step):
        raise NotFound()
    form = StepForm()
    form.choice.data = chosen.get(step_id)
    return _step_page(mine, told, step, walked, form)


@learning.post("/units/<unit_id>/scenario/<step_id>")
def decide(unit_id: str, step_id: str) -> Answer:
    mine, told = _find(unit_id)
    step = told.step(step_id)
    if not isinstance(step, Step):
        raise NotFound()
    form = StepForm()
    form.label(step)
    if not form.validate():
        run = scenarios.latest_run(current_user.id, unit_id, told)
        told = told.in_setting(run.setting_id if run else None)
        walked = rules.walk(told, run.path if run else [])
        shown = told.step(step_id)
        assert isinstance(shown, Step)
        return _step_page(mine, told, shown, walked, form), 422
    at = scenarios.choose(
        person_id=current_user.id, unit_id=unit_id, step_id=step_id, option_id=form.choice.data
    )
    return redirect(_address(unit_id, at), 303)


def _find(unit_id: str) -> tuple[MyUnit, Scenario]:
    mine = my_unit(unit_id)
    if mine.unit.scenario is None:
        raise NotFound()
    return mine, mine.unit.scenario


def _address(unit_id: str, step_id: str) -> str:
    return url_for("learning.scenario_step", unit_id=unit_id, step_id=step_id)


def _start_page(mine: MyUnit, told: Scenario, form: SettingForm) -> str:
    form.label(told)
    if form.setting.data is None and told.settings:
        form.setting.data = told.settings[0].id
    return render_template(
        "learning/scenario_start.html",
        title=told.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        scenario=told,
        form=form,
    )


def _step_page(mine: MyUnit, told: Scenario, step: Step, walked: Walk, form: StepForm) -> str:
    form.label(step)
    places = [one.id for one, _ in walked.decided]
    number = places.index(step.id) if step.id in places else len(places)
    return render_template(
        "learning/scenario_step.html",
        title=step.title,
        back=_back(mine, walked, number),
        unit=mine.unit,
        scenario=told,
        step=step,
        number=number + 1,
        form=form,
    )


def _ending_page(mine: MyUnit, told: Scenario, ending: Ending, walked: Walk) -> str:
    steps = {step.id: step for step in told.steps}
    return render_template(
        "learning/scenario_ending.html",
        title=ending.title,
        back=_back(mine, walked, len(walked.decided)),
        unit=mine.unit,
        scenario=told,
        ending=ending,
        path_taken=[
            (steps[step.id], steps[step.id].option(chosen)) for step, chosen in walked.decided
        ],
        completed=queries.just_completed(current_user.id, mine.unit.id),
    )


def _back(mine: MyUnit, walked: Walk, number: int) -> dict[str, str]:
    if number == 0:
        return {"href": url_for("learning.unit", unit_id=mine.unit.id), "text": "Back to the unit"}
    before, _ = walked.decided[number - 1]
    return {"href": _address(mine.unit.id, before.id), "text": "Back one step"}
