"""The Agents resource: everything known of an agent, as a Person (Communication 2.4)."""

import orjson

from lrs.resources import parameters
from lrs.resources.exchange import Methods, Reply, Request, Site, entity_tag
from lrs.statements.actors import IDENTIFIERS, identifier
from lrs.storage.definitions import names_of


def get(site: Site, request: Request) -> Reply:
    """A Person: the agent asked for, with the names it has had; also for an unknown agent."""
    request.require("all/read", "statements/read", "profile", "define")
    parameters.check(request.query, {"agent": parameters.agent}, required=("agent",))
    agent = parameters.parsed_agent(request.query)
    with site.database.reading() as connection:
        names = names_of(connection, identifier(agent) or "")
    if "name" in agent and agent["name"] not in names:
        names.append(agent["name"])
    person = {"objectType": "Person"} | {key: [agent[key]] for key in IDENTIFIERS if key in agent}
    if names:
        person["name"] = names
    body = orjson.dumps(person)
    return Reply(200, body, headers=[entity_tag(body)])


METHODS: Methods = {"GET": get}
