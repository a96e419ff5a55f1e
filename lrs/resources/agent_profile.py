"""The Agent Profile resource (Communication 2.6)."""

from collections.abc import Mapping

from lrs.resources import parameters
from lrs.resources.documents import DocumentResource
from lrs.statements.actors import identifier
from lrs.storage.documents import AGENT_PROFILE, Owner


def _owner(query: Mapping[str, str]) -> Owner:
    return Owner(AGENT_PROFILE, agent=identifier(parameters.parsed_agent(query)) or "")


METHODS = DocumentResource(
    name_parameter="profileId",
    owner_parameters={"agent": parameters.agent},
    required=("agent",),
    owner=_owner,
    scope="profile",
    is_state=False,
).methods()
