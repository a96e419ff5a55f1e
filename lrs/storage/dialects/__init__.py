"""The one place that knows SQLite from PostgreSQL.

Both keep the same promise: there is one writer at a time, and what it stored is visible, whole,
when its turn ends. Positions are therefore visible in the order they were given out, and a reader
who follows them never skips one that was committed late.
"""

from sqlalchemy.engine import make_url

from lrs.storage.dialects.database import Database
from lrs.storage.dialects.postgresql import Postgresql
from lrs.storage.dialects.sqlite import Sqlite

__all__ = ["Database", "Postgresql", "Sqlite", "connect"]


def connect(url: str) -> Database:
    """The database at an SQLAlchemy address."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return Postgresql(address)
    return Sqlite(address)
