"""An installed wheel has all that a checkout has: pages, static files, content and migrations."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARE = "share/active-bystander-learning/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    # A copy, for a build leaves its leavings beside the sources, and finds them the next time.
    ours = {"abp_lms", "lrs", "content", "migrations"} | {
        name for name in tracked() if "/" not in name
    }
    source = folder / "source"
    source.mkdir()
    for name in ours:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
        else:
            shutil.copy(ROOT / name, source)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"),
            *("--no-cache-dir", "-w", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def tracked(*paths: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *paths], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return listed.stdout.splitlines()


def test_the_packages_come_with_their_pages_and_static_files(wheel: set[str]) -> None:
    missing = [
        name
        for name in tracked("abp_lms", "lrs", "wsgi.py")
        if name not in wheel and not name.endswith("/.gitkeep")
    ]

    assert missing == []
    assert any(name.startswith("abp_lms/static/vendor/") for name in wheel)


def test_content_and_migrations_come_too(wheel: set[str]) -> None:
    shared = {name.partition(SHARE)[2] for name in wheel if SHARE in name}

    missing = [
        name
        for name in tracked("content", "migrations")
        if name not in shared and name != "content/README.md"
    ]

    assert missing == []
