"""Contacts near home, as a programme's file gives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from abp_lms.programme.reading_outlines import load_programmes
from abp_lms.programme.support import SupportContact, SupportGroup, organisation_first
from tests.learning.workbook.written import PROGRAMME, line_of, told, write_content

SUPPORT = """\
support:
  - organisation: Soar Hospitals
    contacts:
      - id: guardian
        name: Guardian
        what: A concern in confidence.
        phone: 01234 567890
        when: Weekdays.
        last_checked: 2026-11-20
  - contacts:
      - id: union
        name: A union
        what: Somebody on your side.
        url: https://union.example.net/join
        last_checked: 2026-11-20
"""
WITH_SUPPORT = PROGRAMME + SUPPORT
CONTACT = SupportContact("one", "One", "Help.", None, None, None, None, None, date(2026, 11, 20), 1)


def test_contacts_are_read_in_their_order(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content", llr=WITH_SUPPORT)

    own, everybodys = load_programmes(folder)["llr"].support

    assert (own.organisation, everybodys.organisation) == ("Soar Hospitals", None)
    assert [(one.id, one.phone, one.when) for one in own.contacts] == [
        ("guardian", "01234 567890", "Weekdays.")
    ]
    assert everybodys.contacts[0].url == "https://union.example.net/join"


@pytest.mark.parametrize(
    ("words", "become", "at", "said"),
    [
        (
            "phone: 01234 567890",
            "phone: ask the switchboard",
            "phone:",
            '"ask the switchboard" is no phone number. '
            'Write digits and spaces only: "0116 496 0123". Put an extension into when:.',
        ),
        (
            "phone: 01234 567890",
            "email: guardian",
            "email: guardian",
            '"guardian" is no e-mail address.',
        ),
        (
            "phone: 01234 567890",
            "fone: 01234 567890",
            "fone:",
            '"fone" is no key that is known here. Did you mean "phone"?',
        ),
        (
            "        when: Weekdays.\n        last_checked: 2026-11-20\n",
            "",
            "- id: guardian",
            'nobody says when "guardian" was checked. '
            "Add last_checked: with the day on which somebody tried it.",
        ),
        (
            "id: union",
            "id: guardian",
            "support:",
            'the support contact "guardian" stands twice in this programme. Make one of the two.',
        ),
        (
            "  - contacts:",
            "  - organisation: Soar Hospitals\n    contacts:",
            "support:",
            'the support organisation "Soar Hospitals" stands twice in this programme. '
            "Make one of the two.",
        ),
        (
            "  - contacts:",
            "  - organisation: Lantern\n  - contacts:",
            "organisation: Lantern",
            "this group of support contacts is empty. "
            "Add contacts: with a list, or delete the group.",
        ),
        (
            "        phone: 01234 567890\n        when: Weekdays.\n        last_checked: 2026-11-20\n",
            "",
            "- id: guardian",
            'warning: nobody can be reached through "guardian" yet. '
            "Give it a phone, a text, an email or a url.",
        ),
        (
            "last_checked: 2026-11-20",
            "last_checked: 2025-11-18",
            "- id: guardian",
            'warning: "guardian" was last checked on 2025-11-18. Try it, and change last_checked.',
        ),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, words: str, become: str, at: str, said: str
) -> None:
    assert words in WITH_SUPPORT
    broken = PROGRAMME + SUPPORT.replace(words, become, 1)

    found = told(tmp_path / "content", llr=broken)

    assert f"content/programmes/llr.yaml:{line_of(broken, at)}: {said}" in found


@pytest.mark.parametrize(
    ("given", "made_up"),
    [
        ({"phone": "0116 496 0141"}, True),
        ({"phone": "07700 900461"}, True),
        ({"phone": "020 7946 0018"}, True),
        ({"phone": "01632 960214"}, True),
        ({"email": "somebody@trust.example"}, True),
        ({"url": "https://trust.example/speak-up"}, True),
        ({"url": "https://www.example.org/speak-up"}, True),
        ({"phone": "0116 258 0141"}, False),
        ({"phone": "116 123"}, False),
        ({"text": "SHOUT to 85258"}, False),
        ({"email": "speak.up@uhl-tr.nhs.uk"}, False),
        ({"url": "https://example.nhs.uk/for-example/"}, False),
        ({}, False),
    ],
)
def test_a_number_of_stories_and_an_address_of_examples_are_known(
    given: dict[str, str], made_up: bool
) -> None:
    contact = replace(CONTACT, **given)

    assert contact.is_made_up is made_up
    assert contact.is_reachable is bool(given)


def test_ones_own_organisation_comes_before_everybodys_and_others_do_not_come() -> None:
    everybodys, soar, lantern = (
        SupportGroup(name, (CONTACT,)) for name in (None, "Soar Hospitals", "Lantern")
    )
    groups = (everybodys, soar, lantern)

    assert organisation_first(groups, "soar hospitals ") == (soar, everybodys)
    assert organisation_first(groups, "Somewhere else") == (everybodys,)
    assert organisation_first(groups, None) == (everybodys,)
