"""Seals and opens a person's text (JWE, RFC 7516), wraps keys. Pure: keys come in as arguments.

A person has a P-256 key pair. Text is sealed to the public key (ECDH-ES, A256GCM), by the server or
by the person's own browser, in the same form; only the private key opens it. The private key is
kept wrapped under the installation's key (A256KW), so a copy of the database opens nothing.
"""

from __future__ import annotations

import json
from typing import Any, cast

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

_SEAL = {"alg": "ECDH-ES", "enc": "A256GCM"}
_WRAP = {"alg": "A256KW", "enc": "A256GCM"}

Jwk = dict[str, Any]


class CannotOpen(Exception):
    """The text was sealed to another key, or was changed since."""


def new_person_keys(installation_key: bytes) -> tuple[Jwk, str]:
    """A new person's public key, and the private key wrapped under the installation's."""
    pair = ECKey.generate_key("P-256")
    private = json.dumps(pair.as_dict(private=True)).encode()
    return cast(Jwk, pair.as_dict(private=False)), wrap(private, installation_key)


def wrap(secret: bytes, installation_key: bytes) -> str:
    """A compact JWE that the installation alone can open with unwrap()."""
    return jwe.encrypt_compact(_WRAP, secret, OctKey.import_key(installation_key))


def unwrap(wrapped: str, installation_key: bytes) -> bytes:
    """What was wrapped; raises CannotOpen."""
    try:
        key = OctKey.import_key(installation_key)
        secret = jwe.decrypt_compact(wrapped, key, algorithms=list(_WRAP.values())).plaintext
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise CannotOpen from fault
    return secret or b""


def seal(text: bytes, public_key: Jwk) -> str:
    """A compact JWE that only the owner of the key can open."""
    return jwe.encrypt_compact(_SEAL, text, ECKey.import_key(public_key))


def open_sealed(sealed: str, wrapped_private_key: str, installation_key: bytes) -> bytes:
    """What was sealed; raises CannotOpen."""
    private = unwrap(wrapped_private_key, installation_key)
    try:
        key = ECKey.import_key(json.loads(private))
        opened = jwe.decrypt_compact(sealed, key, algorithms=list(_SEAL.values())).plaintext
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise CannotOpen from fault
    return opened or b""
