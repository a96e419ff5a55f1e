"""Letters to oneself, plans, and the copy of a plan that is shared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_save",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("LETTER", "PLAN", name="documentkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "how",
            sa.Enum("WRITTEN", "ON_PAPER", "SKIPPED", name="how", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("save_key", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(how = 'WRITTEN') = (sealed IS NOT NULL)",
            name=op.f("ck_document_save_written_is_sealed"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_document_save_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_save")),
        sa.UniqueConstraint(
            "person_id", "save_key", name=op.f("uq_document_save_person_id_save_key")
        ),
    )
    op.create_index("ix_document_save_person_id_unit_id", "document_save", ["person_id", "unit_id"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "person_id",
            "unit_id",
            "document_id",
            name=op.f("uq_reminder_person_id_unit_id_document_id"),
        ),
    )
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"])
    op.create_table(
        "shared_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=False),
        sa.Column("save_id", sa.Uuid(), nullable=False),
        sa.Column("for_author", sa.String(), nullable=False),
        sa.Column("for_manager", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("fk_shared_plan_manager_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_shared_plan_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["save_id"], ["document_save.id"], name=op.f("fk_shared_plan_save_id_document_save")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_plan")),
        sa.UniqueConstraint("person_id", name=op.f("uq_shared_plan_person_id")),
    )


def downgrade() -> None:
    op.drop_table("shared_plan")
    op.drop_table("reminder")
    op.drop_table("document_save")
