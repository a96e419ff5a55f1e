"""The Activity Profile resource (Communication 2.7)."""

from collections.abc import Mapping

from lrs.resources import parameters
from lrs.resources.documents import DocumentResource
from lrs.storage.documents import ACTIVITY_PROFILE, Owner


def _owner(query: Mapping[str, str]) -> Owner:
    return Owner(ACTIVITY_PROFILE, activity=query["activityId"])


METHODS = DocumentResource(
    name_parameter="profileId",
    owner_parameters={"activityId": parameters.IRI},
    required=("activityId",),
    owner=_owner,
    scope="profile",
    is_state=False,
).methods()
