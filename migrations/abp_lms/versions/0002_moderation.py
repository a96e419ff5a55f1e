"""Reports that something is wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academy_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("UNIT", "MASTERCLASS", "RESOURCE", name="kind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("item_title", sa.String(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "COPYRIGHT",
                "PERSONAL_DATA",
                "FACTUAL",
                "TYPING",
                "SAFETY",
                "OTHER",
                name="category",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hid", sa.Boolean(), nullable=False),
        sa.Column("hides", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "PUT_BACK", "KEPT_HIDDEN", "MENDED", name="outcome", native_enum=False, length=30
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_issue_decided_at_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["academy_id"], ["academy.id"], name=op.f("fk_issue_academy_id_academy")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_issue_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_issue_reporter_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index("ix_issue_academy_id_reported_at", ["academy_id", "reported_at"])
        batch_op.create_index("ix_issue_kind_item_id", ["kind", "item_id"])
        batch_op.create_index("ix_issue_reporter_id_reported_at", ["reporter_id", "reported_at"])


def downgrade() -> None:
    op.drop_table("issue")
