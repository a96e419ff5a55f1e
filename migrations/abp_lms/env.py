"""Runs the platform's migrations, on a URL given by `abp_lms.database.migrate` or by ABP_* settings."""

from alembic import context
from sqlalchemy import create_engine

import abp_lms.app  # noqa: F401  every model, so that autogenerate sees all tables
from abp_lms import settings
from abp_lms.database import Base, Moment


def plain(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types as what they are in the database: a migration outlives our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


url = context.config.attributes.get("url") or settings.read().database
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table="abp_lms_alembic_version",
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
