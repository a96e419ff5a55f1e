"""A branching scenario: steps with options, endings with feedback, told in one of its settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup, escape

Outcome = Literal["good", "mixed", "hard"]
OUTCOMES: tuple[Outcome, ...] = ("good", "mixed", "hard")
# {place} stands for the word as it is, {Place} for the word at the beginning of a sentence.
WORD = re.compile(r"\{([A-Za-z][a-z0-9_-]*)\}")


@dataclass(frozen=True)
class Setting:
    """Where the scenario takes place; `words` stand in the text as {word}."""

    id: str
    label: str
    words: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Option:
    """One thing the learner might do, and the step or ending it leads to."""

    id: str
    html: Markup
    leads_to: str
    line: int


@dataclass(frozen=True)
class Step:
    """A moment with a decision."""

    id: str
    title: str
    html: Markup
    options: tuple[Option, ...]
    line: int

    def option(self, option_id: str) -> Option | None:
        """The option with this id, if there is one."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class Ending:
    """Where a way through ends, with its four parts of feedback.

    `html` tells the end of the story; it may be empty.
    """

    id: str
    title: str
    outcome: Outcome
    html: Markup
    noticed: Markup
    cost: Markup
    other_ways: Markup
    tomorrow: Markup
    line: int


@dataclass(frozen=True)
class Scenario:
    """A story of decisions. `shortest` and `longest` count the decisions on the ways through.

    Its text may hold {words} until `in_setting` has put in those of a setting.
    """

    id: str
    title: str
    intro_html: Markup
    settings: tuple[Setting, ...]
    first: str
    steps: tuple[Step, ...]
    endings: tuple[Ending, ...]
    shortest: int
    longest: int
    line: int

    def step(self, step_id: str) -> Step | Ending | None:
        """The step or ending with this id, if there is one."""
        either: tuple[Step | Ending, ...] = (*self.steps, *self.endings)
        return next((one for one in either if one.id == step_id), None)

    def in_setting(self, setting_id: str | None) -> "Scenario":
        """The same story with the words of a setting; those of the first where the id is unknown or
        None.
        """
        if not self.settings:
            return self
        chosen = next((one for one in self.settings if one.id == setting_id), self.settings[0])
        words = chosen.words
        return replace(
            self,
            intro_html=_tell(self.intro_html, words),
            steps=tuple(_tell_step(step, words) for step in self.steps),
            endings=tuple(_tell_ending(ending, words) for ending in self.endings),
        )


def _tell_step(step: Step, words: Mapping[str, str]) -> Step:
    return replace(
        step,
        title=_say(step.title, words),
        html=_tell(step.html, words),
        options=tuple(replace(option, html=_tell(option.html, words)) for option in step.options),
    )


def _tell_ending(ending: Ending, words: Mapping[str, str]) -> Ending:
    return replace(
        ending,
        title=_say(ending.title, words),
        html=_tell(ending.html, words),
        noticed=_tell(ending.noticed, words),
        cost=_tell(ending.cost, words),
        other_ways=_tell(ending.other_ways, words),
        tomorrow=_tell(ending.tomorrow, words),
    )


def _say(text: str, words: Mapping[str, str]) -> str:
    def put_in(match: re.Match[str]) -> str:
        word = words.get(plain(match[1]), match[0])
        return word if match[1][0].islower() else word[:1].upper() + word[1:]

    return WORD.sub(put_in, text)


def plain(word: str) -> str:
    """The word as settings define it: {Place} is the word place."""
    return word[:1].lower() + word[1:]


def _tell(html: Markup, words: Mapping[str, str]) -> Markup:
    said = {word: str(escape(value)) for word, value in words.items()}
    return Markup(_say(str(html), said))  # noqa: S704  the words are escaped, the rest was safe
