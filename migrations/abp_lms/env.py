"""Runs the platform's migrations, on a URL given by `abp_lms.database.migrate` or by ABP_* settings."""

from alembic import context
from sqlalchemy import create_engine

import abp_lms.app  # noqa: F401  every model, so that autogenerate sees all tables
from abp_lms import settings
from abp_lms.database import Base

url = context.config.attributes.get("url") or settings.read().database
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table="abp_lms_alembic_version",
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
