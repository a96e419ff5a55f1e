"""How deeds in the workbook read in xAPI. Pure.

What a person chose is left out: a scenario's end comes without the way to it, an answer without
the option and without right or wrong. What a person wrote goes along sealed, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from abp_lms.learning.workbook import (
    Document,
    Page,
    Practice,
    Question,
    Quiz,
    Reflection,
    Scale,
    Scenario,
    Sort,
    Unit,
)
from abp_lms.programme.outline import Module
from abp_lms.programme.queries import CurrentPlace
from abp_lms.recording import statement, vocabulary
from abp_lms.recording.statement import Json, Recorded, Sealed, Where
from abp_lms.recording.vocabulary import ActivityType, Verb

_DONE: Json = {"completion": True}


@dataclass(frozen=True)
class Deed:
    """What all statements of one deed share: who, when, and in which unit of which programme."""

    actor_name: UUID
    place: CurrentPlace
    module: Module
    unit: Unit
    at: datetime

    def made(
        self,
        verb: Verb,
        object: Json,
        *,
        result: Json | None = None,
        duration: timedelta | None = None,
        sealed: str | None = None,
    ) -> Recorded:
        return statement.made(
            actor_name=self.actor_name,
            verb=verb,
            object=object,
            at=self.at,
            where=Where(
                programme_id=self.place.programme.id,
                registration=self.place.place_id,
                academy_id=self.place.academy_id,
                module_id=self.module.id,
                unit_id=self.unit.id,
                programme_name=self.place.programme.name,
                module_title=self.module.title,
                unit_title=self.unit.title,
            ),
            result=result,
            duration=duration,
            revision=str(self.unit.version),
            sealed=[Sealed(sealed)] if sealed is not None else [],
        )

    def part(self, kind: ActivityType, parts: str, part_id: str, title: str) -> Json:
        return statement.activity(kind, "units", self.unit.id, parts, part_id, name=title)


def page_read(deed: Deed, page: Page) -> Recorded:
    return deed.made(
        vocabulary.EXPERIENCED, deed.part(vocabulary.PAGE, "pages", page.id, page.title)
    )


def scenario_ended(deed: Deed, scenario: Scenario) -> Recorded:
    object = deed.part(vocabulary.SCENARIO, "scenarios", scenario.id, scenario.title)
    return deed.made(vocabulary.COMPLETED, object, result=_DONE)


def sort_completed(deed: Deed, sort: Sort) -> Recorded:
    object = deed.part(vocabulary.SORT, "sorts", sort.id, sort.title)
    return deed.made(vocabulary.COMPLETED, object, result=_DONE)


def reflection_saved(
    deed: Deed, reflection: Reflection, *, sealed: str, duration: timedelta | None
) -> Recorded:
    return deed.made(
        vocabulary.ANSWERED, _reflection(deed, reflection), sealed=sealed, duration=duration
    )


def reflection_on_paper(deed: Deed, reflection: Reflection) -> Recorded:
    return deed.made(vocabulary.PERFORMED_OFFLINE, _reflection(deed, reflection))


def _reflection(deed: Deed, reflection: Reflection) -> Json:
    return deed.part(vocabulary.REFLECTION, "reflections", reflection.id, reflection.title)


def document_written(
    deed: Deed, document: Document, *, sealed: str, duration: timedelta | None
) -> Recorded:
    return deed.made(
        vocabulary.AUTHORED, _document(deed, document), sealed=sealed, duration=duration
    )


def document_on_paper(deed: Deed, document: Document) -> Recorded:
    return deed.made(vocabulary.PERFORMED_OFFLINE, _document(deed, document))


def _document(deed: Deed, document: Document) -> Json:
    return deed.part(vocabulary.DOCUMENT, "documents", document.id, document.title)


def practised(deed: Deed, practice: Practice, *, sealed: str | None) -> Recorded:
    return deed.made(vocabulary.PERFORMED_OFFLINE, _practice(deed, practice), sealed=sealed)


def no_chance_yet(deed: Deed, practice: Practice) -> Recorded:
    return deed.made(vocabulary.SKIPPED, _practice(deed, practice))


def _practice(deed: Deed, practice: Practice) -> Json:
    return deed.part(vocabulary.PRACTICE, "practices", practice.id, practice.title)


def question_answered(deed: Deed, question: Question) -> Recorded:
    object = statement.choice_question(
        "units",
        deed.unit.id,
        "questions",
        question.id,
        name=question.text,
        choices={option.id: option.html.striptags() for option in question.options},
        correct=[option.id for option in question.options if option.good],
        several=question.several,
    )
    return deed.made(vocabulary.ANSWERED, object, result=_DONE)


def quiz_attempted(deed: Deed, quiz: Quiz) -> Recorded:
    object = deed.part(vocabulary.QUIZ, "quizzes", quiz.id, quiz.title)
    return deed.made(vocabulary.COMPLETED, object, result=_DONE)


def rated(deed: Deed, scale: Scale) -> Recorded:
    """That it was done, and not one answer: not even sealed."""
    return deed.made(
        vocabulary.COMPLETED, deed.part(vocabulary.RATING, "ratings", scale.id, scale.title)
    )


def unit_completed(deed: Deed) -> Recorded:
    object = statement.unit(deed.unit.id, name=deed.unit.title)
    return deed.made(vocabulary.COMPLETED, object, result=_DONE)
