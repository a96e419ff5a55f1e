"""lrs backup."""

import json
import resource
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrs.app import Lrs
from lrs.errors import StoreFailed
from lrs.storage import dialects
from tests.lrs.client import Client
from tests.lrs.factories import make_statement
from tests.lrs.server import LRS
from tests.lrs.stores import contents, faults, fill


def test_a_backup_taken_while_others_write_is_whole(
    client: Client, tmp_path: Path, make_lrs: Callable[..., Lrs]
) -> None:
    database = client.lrs.site.database
    target = tmp_path / "backup.sqlite3"
    if not isinstance(database, dialects.Sqlite):
        with pytest.raises(StoreFailed, match="pg_dump"):
            database.backup(target)
        return
    fill(client)
    before = set(client.found())
    with ThreadPoolExecutor(3) as pool:
        writing = [
            pool.submit(lambda: [client.store(make_statement()) for _ in range(20)])
            for _ in range(2)
        ]
        pool.submit(database.backup, target).result()
        for one in writing:
            one.result()

    copy = dialects.connect(f"sqlite:///{target}")
    restored = {json.loads(row[5])["id"] for row in contents(copy)["statement"]}
    assert faults(copy) == []
    copy.dispose()
    assert before <= restored
    with pytest.raises(StoreFailed, match="exists already"):
        database.backup(target)


def test_a_backup_for_which_there_is_no_room_leaves_nothing_behind(
    tmp_path: Path, empty_sqlite: Path
) -> None:
    target = tmp_path / "copy.sqlite3"

    done = subprocess.run(
        [LRS, "backup", target, "--data", empty_sqlite.parent],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert str(target) in done.stderr
    assert list(tmp_path.iterdir()) == []
