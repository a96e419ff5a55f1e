"""One throwaway PostgreSQL server for a test run, and as many empty databases on it as tests want.

    from tests import postgresql

    url = postgresql.new_database()               # postgresql+psycopg://…, an empty database
    migrate(url)
    copy = postgresql.new_database(template=url)  # a copy of it, made in milliseconds
    postgresql.drop_database(copy)

The server starts at the first call and is shared by all workers of pytest-xdist. A guardian process
stops it and removes its files when the last process that asked for a database has ended, in
whatever way it ended. Nothing survives a run, so nothing is flushed to disk.
"""

import fcntl
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "",
}


# Nobody waits for a guardian: it outlives who started it.
_guardians: list[subprocess.Popen[bytes]] = []


def new_database(template: str | None = None) -> str:
    """Create a database and return its SQLAlchemy URL; `template` is the URL of one to copy.

    Nobody may be connected to the template meanwhile: dispose of its engine first.
    """
    name = f"test_{uuid4().hex}"
    source = (template and make_url(template).database) or "template0"
    with _administration() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    return _url(_server_folder(), name).render_as_string()


def drop_database(url: str) -> None:
    """Remove a database that `new_database` made, ending whatever is still connected to it."""
    with _administration() as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(
                sql.Identifier(str(make_url(url).database))
            )
        )


def _url(folder: Path, database: str) -> URL:
    return URL.create(
        "postgresql+psycopg", username="postgres", database=database, query={"host": str(folder)}
    )


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    address = f"host={_server_folder()} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@cache
def _server_folder() -> Path:
    """The folder of this run's server and of its socket; starts the server if nobody has yet."""
    folder = Path(tempfile.gettempdir()) / f"abl-postgresql-{RUN}"
    with _locked(folder):
        if not (folder / "running").exists():
            _start(folder)
        (folder / "users" / str(os.getpid())).touch()
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    # One file for all runs, never removed: two who wait for a lock wait for the same one.
    with (folder.parent / "abl-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    (folder / "users").mkdir()
    as_user = _unprivileged(folder)
    programs = _programs()
    data = folder / "data"
    how = "--username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync"
    subprocess.run(
        [programs / "initdb", "-D", data, *how.split()],
        check=True,
        capture_output=True,
        cwd=folder,
        **as_user,
    )
    flags = [f"-c {name}='{value}'" for name, value in WITHOUT_DURABILITY.items()]
    options = f"-k {folder} {' '.join(flags)}"
    subprocess.run(
        [programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **as_user,
    )
    (folder / "running").touch()
    (folder / "users" / str(os.getpid())).touch()
    _guardians.append(
        subprocess.Popen(
            [sys.executable, __file__, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    )


def _programs() -> Path:
    """Debian keeps the server's programs out of PATH; the newest version wins."""
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: (len(p), p))
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        raise RuntimeError(
            "The tests need PostgreSQL's server programs: apt-get install postgresql"
        )
    return Path(found).parent


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _guard(folder: Path) -> None:
    """Wait until every process that uses the server has ended, then stop it and tidy up."""
    while True:
        time.sleep(1)
        with _locked(folder):
            if any(_alive(int(user.name)) for user in (folder / "users").iterdir()):
                continue
            subprocess.run(
                [_programs() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"],
                check=False,
                cwd=folder,
                **_unprivileged(folder),
            )
            shutil.rmtree(folder, ignore_errors=True)
            return


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    _guard(Path(sys.argv[1]))
