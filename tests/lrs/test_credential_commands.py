"""`lrs credentials`: who may use the store."""

import json
from pathlib import Path

from tests.lrs.commands import client_of, lrs
from tests.lrs.factories import make_statement


def test_a_credential_made_by_the_command_opens_the_store(tmp_path: Path) -> None:
    assert len(client_of(tmp_path / "new" / "folder").store(make_statement())) == 1


def test_credentials_are_listed_rotated_and_revoked(tmp_path: Path) -> None:
    client = client_of(tmp_path)

    rotated = json.loads(lrs(tmp_path, "credentials", "rotate", client.key, "--json").output)
    revoked = lrs(tmp_path, "credentials", "revoke", client.key)
    listed = lrs(tmp_path, "credentials", "list")

    assert rotated["key"] == client.key
    assert rotated["secret"] != client.secret
    assert revoked.exit_code == 0
    assert "revoked 20" in listed.output
    assert client.secret not in listed.output


def test_an_unknown_credential_is_told_in_one_line(tmp_path: Path) -> None:
    for deed in ("rotate", "revoke"):
        result = lrs(tmp_path, "credentials", deed, "nobody")
        assert (result.exit_code, result.output.count("\n")) == (2, 1)


def test_a_revoked_credential_gets_no_new_secret_and_keeps_its_end(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    lrs(tmp_path, "credentials", "revoke", client.key)
    before = lrs(tmp_path, "credentials", "list", "--json").output

    for deed in ("rotate", "revoke"):
        result = lrs(tmp_path, "credentials", deed, client.key)
        assert (result.exit_code, result.output.count("\n")) == (2, 1)

    assert lrs(tmp_path, "credentials", "list", "--json").output == before
