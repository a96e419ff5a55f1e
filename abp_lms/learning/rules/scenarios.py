"""Ways through a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from abp_lms.errors import Refused
from abp_lms.learning.workbook import Scenario, Step

Path = list[list[str]]  # [[step id, option id], …]


@dataclass(frozen=True)
class Walk:
    """A way through a scenario: the steps decided, each with its option, and where it has come to."""

    decided: tuple[tuple[Step, str], ...] = ()
    at: str = ""
    ended: bool = False


def walk(scenario: Scenario, path: Path) -> Walk:
    """Follow `path` as far as the scenario still has its steps and options."""
    steps = {step.id: step for step in scenario.steps}
    at = scenario.first
    decided: list[tuple[Step, str]] = []
    for step_id, option_id in path:
        option = steps[at].option(option_id) if at in steps and step_id == at else None
        if option is None:
            break
        decided.append((steps[at], option_id))
        at = option.leads_to
    return Walk(tuple(decided), at, at not in steps)


def goes_on(path: Path, further: Path) -> bool:
    """Whether `further` begins with all of `path`: the same way, gone as far or farther."""
    return further[: len(path)] == path


def decide(scenario: Scenario, path: Path, step_id: str, option_id: str) -> Path:
    """The path after choosing an option at a step: where the walk has come to, or, going back, at
    an earlier step, from which the walk then goes on anew.
    """
    walked = walk(scenario, path)
    before = [[step.id, option] for step, option in walked.decided]
    places = [step.id for step, _ in walked.decided]
    if step_id in places:
        before = before[: places.index(step_id)]
    elif step_id != walked.at or walked.ended:
        raise Refused("The story has moved on. Go on from where you are.")
    step = scenario.step(step_id)
    if not isinstance(step, Step) or step.option(option_id) is None:
        raise Refused("Choose what you would do", field="choice")
    return [*before, [step_id, option_id]]
