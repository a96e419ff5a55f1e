"""Where people put the situations of a sort."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sorted",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("sort_id", sa.String(), nullable=False),
        sa.Column("situation_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sorted_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorted")),
        sa.UniqueConstraint(
            "person_id",
            "unit_id",
            "sort_id",
            "situation_id",
            name=op.f("uq_sorted_person_id_unit_id_sort_id_situation_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("sorted")
