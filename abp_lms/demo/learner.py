"""One person of the demo at their workbook: reads, decides, reflects, practises, answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from abp_lms import clock
from abp_lms.learning import my_ratings, queries
from abp_lms.learning.actions import (
    practice,
    quizzes,
    ratings,
    reading,
    reflections,
    scenarios,
)
from abp_lms.learning.workbook import Step, Unit

_REFLECTIONS = (
    {
        "what": "Somebody was talked over twice in handover and then stopped trying.",
        "so_what": "I saw it and looked at my notes. I think others did too.",
        "now_what": "Ask for their view by name next time, before we move on.",
    },
    {
        "what": "A joke at the desk. Nobody laughed, nobody said anything.",
        "so_what": "My stomach went tight. I was waiting for somebody more senior.",
        "now_what": "Find the person afterwards and ask how it was for them.",
    },
    {
        "what": "I was short with a new starter on the phone.",
        "so_what": "I was tired, and it still landed on them.",
        "now_what": "Say so tomorrow, in one sentence.",
    },
)


class Learner:
    """Does units one after the other, with time passing; `random` decides what a person would."""

    def __init__(self, person_id: UUID, random: Random) -> None:
        self.person_id = person_id
        self.random = random
        self.at: datetime = clock.now()

    def do(self, unit: Unit, *, starts_at: datetime) -> None:
        """The whole unit, over two days from `starts_at`."""
        self.at = starts_at
        for page in unit.pages:
            self._then(5)
            with clock.at(self.at):
                reading.read_page(person_id=self.person_id, unit_id=unit.id, page_id=page.id)
        if unit.scenario is not None:
            self._go_through_scenario(unit)
        self._reflect(unit)
        # The next day, some time after seven.
        self.at = self.at.replace(hour=7) + timedelta(days=1, minutes=self.random.randint(0, 600))
        with clock.at(self.at):
            approaches = [*unit.practice.approaches, None]
            chosen = self.random.choice(approaches)
            practice.log(
                person_id=self.person_id,
                unit_id=unit.id,
                done_on=clock.today() if chosen else None,
                approach_id=chosen.id if chosen else None,
                note="Tuesday, lift, sharp." if chosen else "",
                save_key=uuid4(),
            )
        self._answer_quiz(unit)
        self._rate(unit)

    def _then(self, minutes: int) -> None:
        self.at += timedelta(minutes=self.random.randint(minutes * 2 // 3, minutes * 4 // 3))

    def _go_through_scenario(self, unit: Unit) -> None:
        scenario = unit.scenario
        assert scenario is not None
        setting = self.random.choice(scenario.settings).id if scenario.settings else None
        with clock.at(self.at):
            scenarios.start(person_id=self.person_id, unit_id=unit.id, setting_id=setting)
        at = scenario.first
        while isinstance(step := scenario.step(at), Step):
            self._then(2)
            with clock.at(self.at):
                at = scenarios.choose(
                    person_id=self.person_id,
                    unit_id=unit.id,
                    step_id=step.id,
                    option_id=self.random.choice(step.options).id,
                )

    def _reflect(self, unit: Unit) -> None:
        for reflection in unit.reflections:
            opened_at = self.at
            self._then(15)
            with clock.at(self.at):
                if self.random.random() < 0.25:
                    reflections.mark_on_paper(
                        person_id=self.person_id,
                        unit_id=unit.id,
                        reflection_id=reflection.id,
                        save_key=uuid4(),
                    )
                else:
                    reflections.save(
                        person_id=self.person_id,
                        unit_id=unit.id,
                        reflection_id=reflection.id,
                        boxes=self.random.choice(_REFLECTIONS),
                        save_key=uuid4(),
                        opened_at=opened_at,
                    )

    def _answer_quiz(self, unit: Unit) -> None:
        for question in unit.quiz.questions if unit.quiz else ():
            self._then(2)
            with clock.at(self.at):
                quizzes.answer(
                    person_id=self.person_id,
                    unit_id=unit.id,
                    question_id=question.id,
                    chosen=[self.random.choice(question.options).id],
                    save_key=uuid4(),
                )

    def _rate(self, unit: Unit) -> None:
        mine = queries.my_unit(self.person_id, unit.id)
        for asked in my_ratings.all_asked(self.person_id, mine):
            for part in asked.scale.parts:
                self._then(2)
                with clock.at(self.at):
                    ratings.rate(
                        person_id=self.person_id,
                        unit_id=unit.id,
                        scale_id=asked.scale.id,
                        part_id=part.id,
                        points={
                            item.id: self.random.randint(1, len(asked.scale.points))
                            for item in part.items
                        },
                        save_key=uuid4(),
                    )
