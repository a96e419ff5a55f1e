"""The store: statements and what they are found by, documents, credentials."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("position", sa.BigInteger, autoincrement=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("target", sa.LargeBinary(16)),
        sa.Column("voiding", sa.Boolean, nullable=False),
        sa.Column("voided", sa.Boolean, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_statement"),
    )
    op.create_index("uq_statement_id", "statement", ["id"], unique=True)
    op.create_index(
        "ix_statement_target",
        "statement",
        ["target"],
        sqlite_where=sa.text("target IS NOT NULL"),
        postgresql_where=sa.text("target IS NOT NULL"),
    )
    op.create_table(
        "mention",
        sa.Column("term", sa.BigInteger, autoincrement=False),
        sa.Column("position", sa.BigInteger, autoincrement=False),
        sa.PrimaryKeyConstraint("term", "position", name="pk_mention"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attachment",
        sa.Column("sha2", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha2", name="pk_attachment"),
    )
    op.create_table(
        "statement_attachment",
        sa.Column("position", sa.BigInteger, autoincrement=False),
        sa.Column("sha2", sa.Text),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("position", "sha2", name="pk_statement_attachment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_statement_attachment_sha2", "statement_attachment", ["sha2"])
    op.create_table(
        "activity",
        sa.Column("term", sa.BigInteger, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("definition", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_activity"),
    )
    op.create_table(
        "agent_name",
        sa.Column("agent", sa.BigInteger, autoincrement=False),
        sa.Column("name_hash", sa.BigInteger, autoincrement=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("agent", "name_hash", name="pk_agent_name"),
    )
    op.create_table(
        "document",
        sa.Column("key", sa.LargeBinary(16)),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("activity", sa.BigInteger, nullable=False),
        sa.Column("agent", sa.BigInteger, nullable=False),
        sa.Column("registration", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_document"),
    )
    op.create_index("ix_document_owner", "document", ["agent", "activity", "resource"])
    op.create_table(
        "credential",
        sa.Column("key", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("last_used", sa.BigInteger),
        sa.Column("revoked", sa.BigInteger),
        sa.PrimaryKeyConstraint("key", name="pk_credential"),
    )
    op.create_table(
        "audit",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in (
        "audit",
        "credential",
        "document",
        "agent_name",
        "activity",
        "statement_attachment",
        "attachment",
        "mention",
        "statement",
    ):
        op.drop_table(name)
