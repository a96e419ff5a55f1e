"""Whom a programme's people can turn to near home, before the national lines: `support:` in
`content/programmes/*.yaml`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from abp_lms.content_files import Section

# Numbers that Ofcom keeps free for stories: they ring nobody.
_OF_STORIES = re.compile(
    r"0(?:11[3-8]496|1[2-6]1496|191498|207946)0\d{3}|0(?:1632960|7700900|8081570|3069990)\d{3}"
)
# Names that nobody can register (RFC 2606).
_OF_EXAMPLES = re.compile(r"[@./](?:example|test|invalid)(?:/|$)|[@./]example\.(?:org|com|net)\b")


@dataclass(frozen=True)
class SupportContact:
    """Somebody to turn to. Without a phone, text, e-mail or url only what they are for is known."""

    id: str
    name: str
    what: str
    phone: str | None
    text: str | None
    email: str | None
    url: str | None
    when: str | None
    last_checked: date | None
    line: int

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to them."""
        return bool(self.phone or self.text or self.email or self.url)

    @property
    def is_made_up(self) -> bool:
        """Whether what is given here leads to nobody, as in the demo."""
        numbers = [re.sub(r"\D", "", words) for words in (self.phone, self.text) if words]
        return any(_OF_STORIES.fullmatch(number) for number in numbers) or any(
            _OF_EXAMPLES.search(address) for address in (self.email, self.url) if address
        )


@dataclass(frozen=True)
class SupportGroup:
    """The contacts of one organisation, or (None) of everybody on the programme, in the order in
    which to try them.
    """

    organisation: str | None
    contacts: tuple[SupportContact, ...]


def organisation_first(
    groups: Iterable[SupportGroup], organisation: str | None
) -> tuple[SupportGroup, ...]:
    """What concerns somebody of an organisation: its own contacts, then everybody's."""
    own = (organisation or "").strip().casefold()
    mine = [group for group in groups if (group.organisation or "").casefold() in {own, ""}]
    return tuple(sorted(mine, key=lambda group: group.organisation is None))


def read_support(programme: Section) -> tuple[SupportGroup, ...]:
    """The groups of a programme's `support:`; faults go to its file."""
    groups = tuple(_read_group(section) for section in programme.sections("support"))
    _refuse_twice(
        programme, "organisation", [group.organisation or "everybody" for group in groups]
    )
    _refuse_twice(programme, "contact", [one.id for group in groups for one in group.contacts])
    return groups


def _refuse_twice(programme: Section, what: str, names: list[str]) -> None:
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        problem = f'the support {what} "{name}" stands twice in this programme.'
        programme.source.error(programme.line("support"), problem, "Make one of the two.")


def _read_group(section: Section) -> SupportGroup:
    group = SupportGroup(
        organisation=section.maybe_text("organisation"),
        contacts=tuple(_read_contact(contact) for contact in section.sections("contacts")),
    )
    if not group.contacts:
        mend = "Add contacts: with a list, or delete the group."
        section.source.error(section.at, "this group of support contacts is empty.", mend)
    section.close()
    return group


def _read_contact(section: Section) -> SupportContact:
    contact = SupportContact(
        id=section.ident("id"),
        name=section.text("name"),
        what=section.text("what"),
        phone=_read_phone(section),
        text=section.maybe_text("text"),
        email=section.maybe_email("email"),
        url=section.maybe_url("url"),
        when=section.maybe_text("when"),
        last_checked=section.maybe_day("last_checked"),
        line=section.at,
    )
    if contact.is_reachable and contact.last_checked is None:
        mend = "Add last_checked: with the day on which somebody tried it."
        section.source.error(section.at, f'nobody says when "{contact.id}" was checked.', mend)
    section.close()
    return contact


def _read_phone(section: Section) -> str | None:
    phone = section.maybe_text("phone")
    if phone is not None and not re.fullmatch(r"[+\d][\d ]{2,18}", phone):
        mend = 'Write digits and spaces only: "0116 496 0123". Put an extension into when:.'
        section.source.error(section.line("phone"), f'"{phone[:40]}" is no phone number.', mend)
        return None
    return phone
