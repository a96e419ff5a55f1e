"""What can be asked of the library."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from abp_lms import settings
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.errors import Forbidden, NotFound
from abp_lms.library.catalogue import Masterclass, Resource, load_catalogue
from abp_lms.library.guides import Guide, load_guides
from abp_lms.library.models import TranscriptRequest, Viewing
from abp_lms.library.rules import How

# Participants may read what their manager is told.
READERS: Mapping[str, frozenset[RoleName]] = {
    "facilitator": frozenset({RoleName.FACILITATOR, RoleName.TRAINER, RoleName.ACADEMY}),
    "line-manager": frozenset({RoleName.LINE_MANAGER, RoleName.ACADEMY, RoleName.PARTICIPANT}),
}


def masterclasses() -> Mapping[str, Masterclass]:
    """All masterclasses by id, in their order."""
    return load_catalogue(settings.current().content).masterclasses


def masterclass(masterclass_id: str) -> Masterclass:
    """One masterclass; raises NotFound."""
    found = masterclasses().get(masterclass_id)
    if found is None:
        raise NotFound()
    return found


def resources() -> Mapping[str, Resource]:
    """All resources by id, in their order."""
    return load_catalogue(settings.current().content).resources


def resource(resource_id: str) -> Resource:
    """One resource; raises NotFound."""
    found = resources().get(resource_id)
    if found is None:
        raise NotFound()
    return found


def guides_for(by: SignedIn) -> list[Guide]:
    """The guides that a person may read."""
    guides = load_guides(settings.current().content)
    return [guide for ident, guide in guides.items() if by.has(*READERS[ident])]


def guide(by: SignedIn, guide_id: str) -> Guide:
    """One guide; raises NotFound for one that is not there, Forbidden for one that is for others."""
    found = load_guides(settings.current().content).get(guide_id)
    if found is None:
        raise NotFound()
    if not by.has(*READERS[guide_id]):
        raise Forbidden()
    return found


def declared(person_id: UUID) -> dict[str, frozenset[How]]:
    """What a person says they have watched or read the notes of, by masterclass."""
    rows = session.execute(
        select(Viewing.masterclass_id, Viewing.how).where(Viewing.person_id == person_id)
    )
    found: dict[str, frozenset[How]] = {}
    for masterclass_id, how in rows:
        found[masterclass_id] = found.get(masterclass_id, frozenset()) | {how}
    return found


def transcript_request(person_id: UUID, masterclass_id: str) -> TranscriptRequest | None:
    """The request that a person has made for a transcript."""
    return session.scalar(
        select(TranscriptRequest).filter_by(person_id=person_id, masterclass_id=masterclass_id)
    )
