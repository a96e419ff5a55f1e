"""In SQLite, keep statements by their position, not by a hidden number beside it.

Only a column declared INTEGER can be what SQLite keeps a table's rows by. As BIGINT, the position
had an index of its own, which every statement that was written or found went through.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keep_by("INTEGER")


def downgrade() -> None:
    _keep_by("BIGINT")


def _keep_by(position: str) -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute(
        f"""
        CREATE TABLE statement_anew (
            position {position} NOT NULL,
            id BLOB NOT NULL,
            target BLOB,
            voiding BOOLEAN NOT NULL,
            voided BOOLEAN NOT NULL,
            body BLOB NOT NULL,
            CONSTRAINT pk_statement PRIMARY KEY (position)
        )
        """
    )
    op.execute(
        "INSERT INTO statement_anew (position, id, target, voiding, voided, body)"
        " SELECT position, id, target, voiding, voided, body FROM statement ORDER BY position"
    )
    op.execute("DROP TABLE statement")
    op.execute("ALTER TABLE statement_anew RENAME TO statement")
    op.execute("CREATE UNIQUE INDEX uq_statement_id ON statement (id)")
    op.execute("CREATE INDEX ix_statement_target ON statement (target) WHERE target IS NOT NULL")
