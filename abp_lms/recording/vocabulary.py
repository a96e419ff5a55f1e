"""Every IRI of our statements, once, each with the reason why it is this one.

All come from public registries: ADL's vocabulary, the TinCan registry, Activity Streams 1.0, the
xAPI video profile. The two of our own (PROFILE and SEALED_TEXT) exist in none of them; they are
addresses of the installation, as xAPI 1.0.3 (Data, 2.4.4.1 and 2.4.11) asks of whoever mints one.
"""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Verb:
    """What the learner did. `display` is the past tense, in English."""

    id: str
    display: str


@dataclass(frozen=True)
class ActivityType:
    """What it was done to or with. `name` is our own word for it."""

    id: str
    name: str


# Verbs

# ADL: to have the experience, however; "read" exists only as Activity Streams' imperative.
EXPERIENCED = Verb("http://adlnet.gov/expapi/verbs/experienced", "read")
# ADL: replied to a question; fits a quiz question and a written prompt.
ANSWERED = Verb("http://adlnet.gov/expapi/verbs/answered", "answered")
# ADL: finished as intended. Never "passed": nothing in the programme has a pass mark.
COMPLETED = Verb("http://adlnet.gov/expapi/verbs/completed", "completed")
# Activity Streams: made it. ADL's "answered" needs a question; a letter or a plan answers none.
AUTHORED = Verb("http://activitystrea.ms/schema/1.0/author", "wrote")
# TinCan: did it away from the platform; a reflection on paper, a practice at work.
PERFORMED_OFFLINE = Verb("http://id.tincanapi.com/verb/performed-offline", "performed")
# TinCan: passed over on purpose; there was no chance to practise yet, and that counts.
SKIPPED = Verb("http://id.tincanapi.com/verb/skipped", "skipped")
# TinCan: looked at. Not the video profile's "played": no player of ours saw it, the learner says so.
VIEWED = Verb("http://id.tincanapi.com/verb/viewed", "viewed")
# ADL: was present at.
ATTENDED = Verb("http://adlnet.gov/expapi/verbs/attended", "attended")
# ADL: enrolled; said when a place on a cohort is confirmed, whose id is the registration.
REGISTERED = Verb("http://adlnet.gov/expapi/verbs/registered", "registered")
# TinCan: the opposite of registered.
UNREGISTERED = Verb("http://id.tincanapi.com/verb/unregistered", "unregistered")

# Activity types

# ADL's three storeys: a course has modules, a module has lessons.
PROGRAMME = ActivityType("http://adlnet.gov/expapi/activities/course", "programme")
MODULE = ActivityType("http://adlnet.gov/expapi/activities/module", "module")
UNIT = ActivityType("http://adlnet.gov/expapi/activities/lesson", "unit")
# ADL: a part of something larger to which the learner gives input, or one that stands by itself.
SORT = ActivityType("http://adlnet.gov/expapi/activities/interaction", "sort")
# Activity Streams: a web page. ADL has none.
PAGE = ActivityType("http://activitystrea.ms/schema/1.0/page", "page")
# TinCan: a situation that asks for the learner's action, with branches. ADL's "simulation" imitates
# a device or a process.
SCENARIO = ActivityType("http://id.tincanapi.com/activitytype/scenario", "scenario")
# TinCan: a short composition that presents its author's personal view.
REFLECTION = ActivityType("http://id.tincanapi.com/activitytype/essay", "reflection")
# TinCan: a text that is kept as a whole, such as a letter to oneself or a plan.
DOCUMENT = ActivityType("http://id.tincanapi.com/activitytype/document", "document")
# ADL: an attempted task within a particular context; here the learner's own work.
PRACTICE = ActivityType("http://adlnet.gov/expapi/activities/performance", "practice")
# ADL: a set of questions.
QUIZ = ActivityType("http://adlnet.gov/expapi/activities/assessment", "quiz")
# ADL: the type that goes with interactionType (Data, 2.4.4.1).
QUESTION = ActivityType("http://adlnet.gov/expapi/activities/cmi.interaction", "question")
# TinCan: a survey whose respondent answers questions; here about nobody but themselves. The verb
# "rated" of the same registry wants the rating in the result, which is what we never tell.
RATING = ActivityType("http://id.tincanapi.com/activitytype/survey", "self-rating")
# Video profile.
MASTERCLASS = ActivityType("https://w3id.org/xapi/video/activity-type/video", "masterclass")
# ADL: people meet, in a room or online; the registries have no type for a workshop or a learning set.
MEETING = ActivityType("http://adlnet.gov/expapi/activities/meeting", "meeting")
# ADL: what a category activity is when it names the rules that a statement keeps.
PROFILE_TYPE = ActivityType("http://adlnet.gov/expapi/activities/profile", "profile")

# Extensions

# TinCan, for contexts: who provides the training; the address of the academy.
TRAINING_PROVIDER = "http://id.tincanapi.com/extension/training-provider"

# Paths under <home_page>/id of the two IRIs that are ours.
# The rules that all our statements keep: the shapes below.
PROFILE = "profile"
# Text that only its author can open. The registry's usage types are certificate, contract and
# supporting media; a reader who took this for one of those would try to show it.
SEALED_TEXT = "attachments/sealed-text"


@dataclass(frozen=True)
class Shape:
    """A kind of statement we make. A destination's allow-list is a list of shapes' names.

    `phrase` begins the sentence that a person reads; the name of the activity ends it.
    `sealed` says whether such a statement may carry sealed text.
    """

    name: str
    verb: Verb
    kind: ActivityType
    phrase: str
    sealed: bool = False


SHAPES: tuple[Shape, ...] = (
    Shape("page-read", EXPERIENCED, PAGE, "Read page"),
    Shape("scenario-completed", COMPLETED, SCENARIO, "Completed scenario"),
    Shape("reflection-written", ANSWERED, REFLECTION, "Wrote reflection", sealed=True),
    Shape("reflection-on-paper", PERFORMED_OFFLINE, REFLECTION, "Reflected on paper"),
    Shape("document-written", AUTHORED, DOCUMENT, "Wrote", sealed=True),
    Shape("document-on-paper", PERFORMED_OFFLINE, DOCUMENT, "Wrote on paper"),
    Shape("practice-logged", PERFORMED_OFFLINE, PRACTICE, "Practised at work", sealed=True),
    Shape("practice-skipped", SKIPPED, PRACTICE, "Skipped practice"),
    Shape("sort-completed", COMPLETED, SORT, "Sorted situations"),
    Shape("question-answered", ANSWERED, QUESTION, "Answered question"),
    Shape("quiz-completed", COMPLETED, QUIZ, "Completed quiz"),
    # That it was done; no answer of it is ever part of a statement.
    Shape("rating-completed", COMPLETED, RATING, "Rated themselves on"),
    Shape("unit-completed", COMPLETED, UNIT, "Completed unit"),
    Shape("masterclass-viewed", VIEWED, MASTERCLASS, "Said they went through masterclass"),
    Shape("meeting-attended", ATTENDED, MEETING, "Attended"),
    # Missed, and made good in another way that the academy accepts.
    Shape("meeting-made-up", COMPLETED, MEETING, "Made up for"),
    Shape("place-confirmed", REGISTERED, PROGRAMME, "Took a place on"),
    Shape("place-withdrawn", UNREGISTERED, PROGRAMME, "Gave up the place on"),
    Shape("programme-completed", COMPLETED, PROGRAMME, "Completed programme"),
)

# What others may be told: that parts are done. No answers, no decisions, no reading habits.
COMPLETION_SHAPES = frozenset(
    {
        "unit-completed",
        "masterclass-viewed",
        "meeting-attended",
        "meeting-made-up",
        "place-confirmed",
        "place-withdrawn",
        "programme-completed",
    }
)

_BY_NAME = {shape.name: shape for shape in SHAPES}
_BY_IRIS = {(shape.verb.id, shape.kind.id): shape for shape in SHAPES}


def shape_named(name: str) -> Shape:
    """The shape of that name; raises KeyError."""
    return _BY_NAME[name]


def shape_of(verb: str, kind: str) -> Shape:
    """The shape with that verb and that activity type (IRIs).

    Raises ValueError: a statement that is none of the profile's is a slip of the programmer.
    """
    try:
        return _BY_IRIS[verb, kind]
    except KeyError:
        raise ValueError(f"Our profile has no statement with {verb} and {kind}.") from None
