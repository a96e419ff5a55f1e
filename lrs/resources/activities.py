"""The Activities resource: the whole description of an activity (Communication 2.5)."""

from lrs.resources import parameters
from lrs.resources.exchange import Methods, Reply, Request, Site, entity_tag
from lrs.statements import exact
from lrs.storage.definitions import definitions_of


def get(site: Site, request: Request) -> Reply:
    """The Activity with its canonical definition; an unknown one with its id alone."""
    request.require("all/read", "statements/read", "profile", "define")
    known = {"activityId": parameters.IRI}
    parameters.check(request.query, known, required=("activityId",))
    activity_id = request.query["activityId"]
    with site.database.reading() as connection:
        definition = definitions_of(connection, [activity_id]).get(activity_id)
    activity: dict[str, object] = {"objectType": "Activity", "id": activity_id}
    if definition is not None:
        activity["definition"] = definition
    body = exact.dumps(activity)
    return Reply(200, body, headers=[entity_tag(body)])


METHODS: Methods = {"GET": get}
