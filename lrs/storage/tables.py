"""The tables of the LRS.

Texts that come from clients without a format of their own (names, JSON) are kept as UTF-8 bytes:
PostgreSQL's text type refuses the character NUL, JSON does not.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

statement = Table(
    "statement",
    metadata,
    # Microseconds of `stored` since 1970, times 1,000, plus a number that tells apart statements
    # imported with the same `stored`. Positions become visible in ascending order.
    # Declared INTEGER, it is what SQLite keeps the rows by; as BIGINT it would need an index.
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("id", LargeBinary(16), nullable=False),
    # The id in the StatementRef that is this statement's object, whether or not it is here yet.
    Column("target", LargeBinary(16)),
    Column("voiding", Boolean, nullable=False),
    Column("voided", Boolean, nullable=False),
    # The JSON of the statement, complete: readers get these bytes.
    Column("body", LargeBinary, nullable=False),
    Index("uq_statement_id", "id", unique=True),
    Index(
        "ix_statement_target",
        "target",
        sqlite_where=text("target IS NOT NULL"),
        postgresql_where=text("target IS NOT NULL"),
    ),
)

# What each statement is found by: see lrs.statements.terms.
mention = Table(
    "mention",
    metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

attachment = Table(
    "attachment",
    metadata,
    Column("sha2", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

statement_attachment = Table(
    "statement_attachment",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("sha2", Text, primary_key=True),
    Column("content_type", Text, nullable=False),
    Index("ix_statement_attachment_sha2", "sha2"),
    sqlite_with_rowid=False,
)

activity = Table(
    "activity",
    metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    # Merged from every definition received (JSON).
    Column("definition", LargeBinary, nullable=False),
)

agent_name = Table(
    "agent_name",
    metadata,
    Column("agent", BigInteger, primary_key=True, autoincrement=False),
    Column("name_hash", BigInteger, primary_key=True, autoincrement=False),
    Column("name", LargeBinary, nullable=False),
)

# One row: a number drawn anew whenever a definition changes or something is forgotten. Who remembers
# what is known of activities and agents compares it.
knowledge = Table(
    "knowledge",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

# Documents of the State, Agent Profile and Activity Profile resources.
document = Table(
    "document",
    metadata,
    # Hash of resource, activity, agent, registration and name: one row for one address.
    Column("key", LargeBinary(16), primary_key=True),
    # Terms of what it belongs to; 0 for what its resource does not have.
    Column("resource", Text, nullable=False),
    Column("activity", BigInteger, nullable=False),
    Column("agent", BigInteger, nullable=False),
    Column("registration", Text, nullable=False),
    # stateId or profileId
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("etag", Text, nullable=False),
    # Microseconds since 1970
    Column("updated", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_document_owner", "agent", "activity", "resource"),
)

credential = Table(
    "credential",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_used", BigInteger),
    Column("revoked", BigInteger),
)

# Who removed what, by law: the one thing that is ever taken away. Append only.
audit = Table(
    "audit",
    metadata,
    Column("at", BigInteger, nullable=False),
    Column("deed", Text, nullable=False),
)
