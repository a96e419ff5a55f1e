"""A number that changes whenever what is known of activities and agents does.

Every process remembers what it learned last; by this number it sees that others learned, or forgot.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge"),
    )


def downgrade() -> None:
    op.drop_table("knowledge")
