"""The `lrs` command."""

import json
import os
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from lrs.app import create_app
from lrs.cli import main
from lrs.settings import Settings
from tests.lrs.client import Client
from tests.lrs.commands import client_of, lrs
from tests.lrs.factories import make_agent, make_statement

PACKAGE = "active-bystander-learning"


def open_files(folder: Path) -> list[str]:
    """The files of a folder that this process holds open."""
    held = [os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")]
    return [path for path in held if Path(path).is_relative_to(folder)]


def test_data_is_understood_before_and_after_the_command(tmp_path: Path) -> None:
    arguments = ["credentials", "create", "x", "--scope", "state"]

    before = CliRunner().invoke(main, ["--data", str(tmp_path / "before"), *arguments])
    between = CliRunner().invoke(
        main, ["credentials", "--data", str(tmp_path / "between"), *arguments[1:]]
    )
    after = CliRunner().invoke(main, [*arguments, "--data", str(tmp_path / "after")])

    assert [one.exit_code for one in (before, between, after)] == [0, 0, 0]
    for name in ("before", "between", "after"):
        listed = json.loads(lrs(tmp_path / name, "credentials", "list", "--json").output)
        assert [one["scopes"] for one in listed] == [["state"]]


def test_no_command_leaves_a_file_of_the_store_open(tmp_path: Path) -> None:
    lrs(tmp_path, "migrate")
    lrs(tmp_path, "credentials", "create", "test", "--scope", "all")
    lrs(tmp_path, "check")

    assert open_files(tmp_path) == []


def test_a_store_that_is_let_go_closes_its_files(tmp_path: Path) -> None:
    store = create_app(Settings(data=tmp_path))
    Client.allowed(store).store(make_statement())
    assert f"{tmp_path}/lrs.sqlite3-turn" in open_files(tmp_path)

    for _ in range(2):  # once more is harmless
        store.site.database.dispose()

        assert open_files(tmp_path) == []


def test_a_store_is_checked_exported_imported_and_copied(tmp_path: Path) -> None:
    client = client_of(tmp_path / "one")
    ids = client.store(make_statement(), make_statement(actor=make_agent("ben")))
    lines, copy = tmp_path / "lines", tmp_path / "two" / "lrs.sqlite3"

    exported = lrs(tmp_path / "one", "export", str(lines))
    imported = lrs(tmp_path / "three", "import", str(lines))
    copy.parent.mkdir()
    copied = lrs(tmp_path / "one", "backup", str(copy))

    assert (exported.exit_code, copied.exit_code) == (0, 0)
    assert imported.output == "2 statements imported.\n"
    for name in ("one", "two", "three"):
        checked = lrs(tmp_path / name, "check")
        assert (checked.exit_code, checked.output) == (0, "The store is whole.\n")
        assert client_of(tmp_path / name).found(ascending="true") == ids


def test_damage_ends_a_check_with_exit_code_1(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    client.store(make_statement())
    with client.lrs.site.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM mention")

    result = lrs(tmp_path, "check")

    assert result.exit_code == 1
    assert "cannot be found by" in result.output


def test_a_person_is_forgotten_or_only_counted(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    client.store(make_statement(actor=make_agent("ben")), make_statement())
    agent = json.dumps(make_agent("ben"))

    counted = lrs(tmp_path, "forget", "--agent", agent, "--only-count")
    removed = lrs(tmp_path, "forget", "--agent", agent)

    assert counted.output == "Would remove 1 statements, 0 documents, 0 attachments.\n"
    assert removed.output == "Removed 1 statements, 0 documents, 0 attachments.\n"
    assert len(client.found()) == 1


@pytest.mark.parametrize(
    "agent",
    ["ben", "{}", "[]", '{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"}]}'],
)
def test_nobody_in_particular_cannot_be_forgotten(tmp_path: Path, agent: str) -> None:
    result = lrs(tmp_path, "forget", "--agent", agent)

    assert (result.exit_code, result.output.count("\n")) == (2, 1)


def test_what_cannot_be_imported_or_copied_is_told_in_one_line(tmp_path: Path) -> None:
    client_of(tmp_path)
    (tmp_path / "lines").write_text("nonsense")

    imported = lrs(tmp_path, "import", str(tmp_path / "lines"))
    copied = lrs(tmp_path, "backup", str(tmp_path / "lines"))

    assert (imported.exit_code, imported.output) == (2, "Line 1: this is not JSON.\n")
    assert (copied.exit_code, copied.output.count("\n")) == (2, 1)


def test_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    result = CliRunner().invoke(main, ["migrate"], env={"LRS_DATA": str(tmp_path / "file" / "x")})

    assert (result.exit_code, result.output.count("\n")) == (2, 1)


@pytest.mark.parametrize("words", [["check"], ["serve"], ["import", "-"]], ids=" ".join)
def test_a_file_that_is_no_store_stays_as_it_is(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "lrs.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE people (name TEXT)")
    of_another_program = file.read_bytes()

    for content in (of_another_program, b"no database at all, " * 100):
        file.write_bytes(content)
        done = lrs(tmp_path, *words)

        assert (done.exit_code, done.output.count("\n")) == (2, 1), done.output
        assert str(file) in done.output
        assert file.read_bytes() == content
        assert list(tmp_path.iterdir()) == [file]


def test_a_store_of_a_newer_version_is_told_in_one_line(tmp_path: Path) -> None:
    lrs(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "lrs.sqlite3", isolation_level=None)) as store:
        store.execute("UPDATE lrs_alembic_version SET version_num = '9999'")

    done = lrs(tmp_path, "check")

    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "newer version" in done.output


def test_nobody_else_on_the_machine_can_read_what_is_kept(tmp_path: Path) -> None:
    data, lines, copy = tmp_path / "data", tmp_path / "lines", tmp_path / "copy"
    before = os.umask(0o022)
    try:
        for words in (["migrate"], ["export", str(lines)], ["backup", str(copy)]):
            assert lrs(data, *words).exit_code == 0
        after = os.umask(0o022)
    finally:
        os.umask(before)

    for path in (data, *data.iterdir(), lines, copy):
        assert path.stat().st_mode & 0o077 == 0, path
    assert after == 0o022


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"{version(PACKAGE)}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["export"],
        ["backup", "copy.sqlite3"],
        ["forget", "--agent", '{"mbox": "mailto:ann@example.org"}'],
        ["credentials", "list"],
        ["credentials", "rotate", "key"],
        ["credentials", "revoke", "key"],
    ],
)
def test_a_mistyped_folder_is_no_empty_store(tmp_path: Path, words: list[str]) -> None:
    done = lrs(tmp_path / "mistyped", *words)

    assert done.exit_code == 2
    assert "There is no store at" in done.output
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["forget"],
        ["import", "missing"],
        ["serve", "--port", "0"],
        ["credentials", "create", "x", "--scope", "everything"],
        ["forget", "--agent", '{"mbox": "mailto:a@b", "mbox": "mailto:a@c"}'],
        ["export", "/missing/folder/lines"],
        ["backup", "/missing/folder/copy"],
        ["serve", "--host", "nowhere.invalid"],
        ["credentials", "create", " ", "--scope", "all"],
        ["credentials", "create", "two\nlines", "--scope", "all"],
        ["credentials", "create", "not UTF-8: \udcff", "--scope", "all"],
        ["forget", "--agent", "not UTF-8: \udcff"],
    ],
    ids=" ".join,
)
def test_a_command_that_was_mistyped_is_told_in_one_line(tmp_path: Path, words: list[str]) -> None:
    lrs(tmp_path, "migrate")

    done = lrs(tmp_path, *words)

    assert (done.exit_code, done.output.count("\n")) == (2, 1), done.output
    assert not done.output.startswith("Usage")


def test_without_a_command_the_help_is_shown() -> None:
    done = CliRunner().invoke(main, [])

    assert done.exit_code == 2
    assert done.output.startswith("Usage: ")
