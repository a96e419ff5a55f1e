"""Is the LRS able to work? Open to everybody, and outside the specification."""

import orjson
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from lrs.resources.exchange import Reply, Site
from lrs.storage.tables import credential


def get(site: Site) -> Reply:
    """200 when the database answers, 503 when it does not."""
    try:
        with site.database.reading() as connection:
            connection.execute(select(credential.c.key).limit(1))
    except SQLAlchemyError:
        return Reply(503, orjson.dumps({"status": "down", "database": "unreachable"}))
    return Reply(200, orjson.dumps({"status": "up", "database": "reachable"}))
