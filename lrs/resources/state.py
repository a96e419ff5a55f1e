"""The State resource: where a client keeps what it needs of an agent in an activity.

Communication 2.3.
"""

from collections.abc import Mapping

from lrs.resources import parameters
from lrs.resources.documents import DocumentResource
from lrs.statements.actors import identifier
from lrs.storage.documents import STATE, Owner


def _owner(query: Mapping[str, str]) -> Owner:
    return Owner(
        STATE,
        activity=query["activityId"],
        agent=identifier(parameters.parsed_agent(query)) or "",
        registration=query.get("registration", "").lower(),
    )


METHODS = DocumentResource(
    name_parameter="stateId",
    owner_parameters={
        "activityId": parameters.IRI,
        "agent": parameters.agent,
        "registration": parameters.UUID,
    },
    required=("activityId", "agent"),
    owner=_owner,
    scope="state",
    is_state=True,
).methods()
