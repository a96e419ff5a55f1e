"""Makes a table append only: the database itself refuses to change or remove a row."""

from __future__ import annotations

from sqlalchemy import DDL, FromClause, Table, event


def statements(table: str, dialect: str) -> list[str]:
    """The SQL that protects `table` on "sqlite" or "postgresql"; migrations run the same."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            for deed in ("update", "delete")
        ]
    return [
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()",
    ]


def protect(table: FromClause) -> None:
    """Protect `table` whenever create_all makes it."""
    assert isinstance(table, Table)
    for dialect in ("sqlite", "postgresql"):
        for text in statements(table.name, dialect):
            ddl = DDL(text)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
