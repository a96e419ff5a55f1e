"""Sentences and a safety card that people keep for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentence_save",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sentence_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("save_key", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sentence_save_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_save")),
        sa.UniqueConstraint(
            "person_id", "save_key", name=op.f("uq_sentence_save_person_id_save_key")
        ),
    )
    op.create_table(
        "safety_card_save",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("save_key", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_safety_card_save_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_card_save")),
        sa.UniqueConstraint(
            "person_id", "save_key", name=op.f("uq_safety_card_save_person_id_save_key")
        ),
    )


def downgrade() -> None:
    op.drop_table("safety_card_save")
    op.drop_table("sentence_save")
