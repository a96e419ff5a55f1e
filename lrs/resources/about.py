"""The About resource: which editions are spoken here (Communication 2.8). Open to everybody."""

import orjson

from lrs.resources.exchange import Reply, Site
from lrs.statements.edition import EDITIONS


def get(_site: Site) -> Reply:
    """The editions this LRS conforms to, with their latest patch."""
    return Reply(200, orjson.dumps({"version": list(EDITIONS)}))
