"""The smallest content the checker finds nothing wrong with, for tests to break in one place."""

from datetime import date
from pathlib import Path

from abp_lms.learning.workbook.checking import check

TODAY = date(2026, 11, 20)

FRONT = """\
---
id: u02
version: 1
title: A small unit
summary: What it gives you, in one sentence.
outcomes:
  - say what a small unit holds
minutes: {read: 25, scenario: 25, reflect: 25, practise: 60, recall: 15}
aims: [early-intervention]
understand: [step-in-safely]
masterclass: masterclass-1
review: 2027-11-20
sources:
  - id: study
    text: Darley and Latané, A study of groups, Journal of Studies 8(4)
    year: 1968
    url: https://example.org/study
---
"""
FILLER = "Someone looks up, and nobody speaks for a while.\n\n" * 23  # 207 words
PAGES = "".join(
    f"""
:::page {ident} "The page called {ident}"
{FILLER}A figure has a source [@study].
:::
"""
    for ident in ("one", "two", "three", "four")
)
SCENARIO = """
:::scenario ten-past "Ten past seven"
intro: You are about to begin.
setting ward "Acute ward": place = the nurses' station; senior = the charge nurse
setting home "Home care": place = the car park; senior = the team lead

## check "Before anything else"
Loud words at {place}.
- [watch] Keep writing, and listen -> listen
- [over] Walk over to {senior} -> together

## listen "You listen"
It goes on.
- [stay] Stay where you are -> third
- [go] Go over -> third

## together "Side by side"
{Senior} stops.
- [say] Say good morning -> third
- [wait] Wait -> third

## third "A third step"
It is quiet again.
- [on] Ask a question -> fourth
- [off] Leave it for now -> fourth

## fourth "A fourth step"
The day goes on.
- [now] Speak now -> fifth
- [later] Speak later -> good-later

## fifth "The last step"
They look at you.
- [kind] Say it kindly -> good-now
- [hard] Say nothing -> hard-silence

## end good-now good "You said it"
noticed: You noticed the tone.
cost: A minute of your time.
else: You could have waited.
tomorrow: Good morning, both.

## end good-later good "You came back"
The corridor is empty by then.
noticed: You noticed the silence.
cost: An hour of worry.
else: You could have gone over.
tomorrow: Have you got a minute?

## end hard-silence hard "You said nothing"
noticed: You noticed your own breath.
cost: The student went home alone.
else: You could have asked later.
tomorrow: How was that for you?
:::
"""
REFLECTION = """
:::reflection silent "A time I noticed something"
Think of one moment, small and recent.
what: What happened? | Just the moment.
so-what: So what? | Why did it stay with you?
now-what: Now what?
other: If there was none, think of a moment that somebody told you about.
:::
"""
PRACTICE = """
:::practice notice "Notice three moments"
Before your next handover, notice three moments.
approaches: watched = I watched; asked = I asked
:::
"""


def question(ident: str, reread: str, good_place: int = 1) -> str:
    """A question with three options, of which the one called second is good."""
    first = """\
- [first] Do this
  > It tempts, and it leads nowhere.
"""
    good = """\
- [second*] Do that
  > It helps, and it is safe.
"""
    third = """\
- [third] Do neither
  > It is a fair guess, and it leaves somebody alone.
"""
    options = [first, third]
    options.insert(good_place, good)
    return f"""
## {ident} "What would you do about {ident}?"
{reread}
{"".join(options)}"""


SPACED = question("spaced-1", "from: u01/one")
QUIZ_HEAD = '\n:::quiz recall "What do you remember?"\n'
QUIZ = (
    QUIZ_HEAD
    + "".join(question(f"new-{number}", "about: one", number % 3) for number in range(1, 6))
    + SPACED
    + ":::\n"
)
UNIT = FRONT + PAGES + SCENARIO + REFLECTION + PRACTICE + QUIZ
FIRST_UNIT = UNIT.replace("id: u02", "id: u01").replace(SPACED, "")

PROGRAMME = """\
id: llr
name: Active Bystander Programme
academy: LLR Academy
area: Leicester
house: nhs
participant_word: Champion
workbook_word: workbook
contact: {name: LLR Academy, email: academy@example.org}
pace: paced
weeks: 26
hours_a_week: 2.5
workshops:
  - {id: workshop-1, title: Workshop one, starts: "08:45", ends: "16:30"}
sets: {count: 1, minutes: 90, every: month}
about: |
  Our own *words*.
eligible: [health]
modules:
  - id: month-1
    title: Why good people stay silent
    set: 1
    set_prompt: A time I stayed silent
    units:
      - u01
      - u02
      - {id: u03-u04, merges: [u03, u04], title: A merged unit}
masterclasses: [masterclass-1]
evaluation: [start, end]
"""
MASTERCLASSES = """\
- id: masterclass-1
  number: 1
  title: Masterclass one
  level: Improver
  speaker: A speaker
  role: A role
  description: What it is about.
  provider: NHS Learning Hub
  url: https://example.org/1
  sign_in_needed: true
  sign_in_note: Sign in there.
  duration_minutes: 34
  year: 2022
  launched: June 2022
  contributed_by: null
  authored_by: null
  licence: not stated
  first_contributed: 2025-06-09
  audience_access_level: General user
  captions: not stated
  transcript: on request
  transcript_note: Ask us.
  notes: |
    - One **point**.
  questions:
    - Which point do you recognise?
  units: [u02]
  last_checked: 2026-11-20
"""
SCALES = """\
- id: how-sure
  title: How sure I feel
  question: How sure are you?
  intro: Five things.
  later: Look at the line.
  minutes: 3
  points:
    - Not sure
    - Sure
    - Very sure
  parts:
    - id: first
      title: First
      items:
        - {id: notice, short: Notice, text: Notice early}
        - {id: ask, short: Ask, text: Ask how it landed}
    - id: second
      title: Second
      items:
        - {id: return, short: Return, text: Come back later}
"""
SUPPORT = """\
national:
  - id: samaritans
    name: Samaritans
    what: Somebody to listen.
    phone: "116 123"
    text: null
    url: https://www.samaritans.org
    when: Day and night.
    order: 1
    last_checked: 2026-11-20
"""


def write_content(folder: Path, **changed: str) -> Path:
    """Write sound content into `folder`; a keyword gives a file another text: u02=…, llr=…."""
    files = {
        "modules/u01.md": FIRST_UNIT,
        "modules/u02.md": UNIT,
        "programmes/llr.yaml": PROGRAMME,
        "masterclasses.yaml": MASTERCLASSES,
        "scales.yaml": SCALES,
        "support.yaml": SUPPORT,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder


def told(folder: Path, **changed: str) -> list[str]:
    """Every error and warning the checker tells about that content, in the author's words."""
    reading = check(write_content(folder, **changed), TODAY)
    return [str(finding) for finding in reading.findings if finding.level != "note"]


def line_of(text: str, words: str) -> int:
    """The number of the first line that holds these words."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if words in line)
