"""A way through a scenario that was gone without a connection is known by its key."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scenario_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("save_key", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(
            op.f("uq_scenario_run_person_id_save_key"), ["person_id", "save_key"]
        )


def downgrade() -> None:
    with op.batch_alter_table("scenario_run", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_scenario_run_person_id_save_key"), type_="unique")
        batch_op.drop_column("save_key")
