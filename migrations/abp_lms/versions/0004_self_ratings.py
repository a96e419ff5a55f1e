"""How people rated themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rating_save",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scale_id", sa.String(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum("START", "MIDDLE", "END", name="moment", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("save_key", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rating_save_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_save")),
        sa.UniqueConstraint(
            "person_id", "save_key", name=op.f("uq_rating_save_person_id_save_key")
        ),
        sa.UniqueConstraint(
            "person_id",
            "scale_id",
            "moment",
            "part_id",
            "number",
            name=op.f("uq_rating_save_person_id_scale_id_moment_part_id_number"),
        ),
    )


def downgrade() -> None:
    op.drop_table("rating_save")
