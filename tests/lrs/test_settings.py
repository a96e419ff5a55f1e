"""The settings of the LRS."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lrs.cli import main
from lrs.settings import BrokenSetting, Settings
from tests.lrs.commands import lrs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LRS_LABEL_VERSION", "1.0"),
        ("LRS_MAX_BODY", "much"),
        ("LRS_MAX_BATCH", "0"),
        ("LRS_PAGE_SIZE", "-1"),
        ("LRS_LOG_REQUESTS", "perhaps"),
        ("LRS_AUTHORITY_HOME", "here"),
        ("LRS_REQUESTS_PER_MINUTE", "-5"),
        ("LRS_DATABASE_URL", "nonsense"),
        ("LRS_DATABASE_URL", "mysql://x/y"),
        ("LRS_DATABASE_URL", "postgresql://127.0.0.1:1/none"),
        ("LRS_DATABASE_URL", "postgresql://127.0.0.1:port/none"),
        ("LRS_DATABASE_URL", "postgresql:none"),
        ("LRS_DATABASE_URL", "sqlite:///"),
        ("LRS_MAX_PAGE_BYTES", "0"),
        ("LRS_CORS_ORIGINS", "lrs.example.org"),
        ("LRS_CORS_ORIGINS", "https://one.example https://two.example/page"),
    ],
)
def test_a_broken_setting_is_told_in_one_line(name: str, value: str) -> None:
    result = CliRunner().invoke(main, ["migrate"], env={name: value})

    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(
        {"LRS_PAGE_SIZE": "7", "LRS_LOG_REQUESTS": "yes", "LRS_DATA": "/x", "LRS_MAX_BODY": ""}
    )

    assert (settings.page_size, settings.log_requests, settings.data) == (7, True, Path("/x"))
    assert settings.max_body == Settings().max_body
    assert settings.url == "sqlite:////x/lrs.sqlite3"


def test_a_postgresql_address_is_given_its_driver() -> None:
    settings = Settings(database_url="postgresql://me@here/lrs")

    assert settings.url == "postgresql+psycopg://me@here/lrs"


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(BrokenSetting, match="LRS_DATABASE_URL takes"):
        Settings.from_environment({"LRS_DATABASE_URL": "mysql://me@here/lrs"})


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("LRS_PAGESIZE", "Is LRS_PAGE_SIZE meant?"),
        ("LRS_LABEL_VERSIONS", "Is LRS_LABEL_VERSION meant?"),
        ("LRS_XYZZY", "The settings are: LRS_AUTHORITY_HOME, "),
    ],
)
def test_a_setting_that_does_not_exist_is_told_in_one_line(name: str, told: str) -> None:
    result = CliRunner().invoke(main, ["migrate"], env={name: "1"})

    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert told in result.output


def test_what_kubernetes_sets_for_a_service_called_lrs_is_no_setting() -> None:
    found = {"LRS_PORT": "tcp://10.0.0.1:80", "LRS_PORT_80_TCP": "x", "LRS_SERVICE_HOST": "y"}

    assert Settings.from_environment(found) == Settings()


def test_data_on_the_command_line_comes_before_the_environment(tmp_path: Path) -> None:
    lrs(tmp_path / "chosen", "migrate", env={"LRS_DATABASE_URL": "postgresql://nowhere/none"})

    assert (tmp_path / "chosen" / "lrs.sqlite3").exists()
