"""Signed statements: is the signature well-formed, and does it sign this statement? (Data 2.6)"""

import base64
import binascii
from itertools import pairwise
from typing import Any

import orjson
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from lrs.errors import Fault
from lrs.statements import exact
from lrs.statements.compare import equivalent
from lrs.statements.edition import Edition
from lrs.statements.validate import faults_of

USAGE = "http://adlnet.gov/expapi/attachments/signature"

_SECTION = "Data 2.6"
_HASHES: dict[object, HashAlgorithm] = {
    "RS256": SHA256(),
    "RS384": SHA384(),
    "RS512": SHA512(),
}


def faults_of_signature(
    signature: bytes, content_type: str, statement: dict[str, Any], edition: Edition, path: str
) -> list[Fault]:
    """The faults of a signature attached to a valid statement; `path` is where it is declared.

    Without a certificate in its header (x5c) nobody can say whose signature it is; then only its
    form and its payload are checked, as the specification wants. A chain has to hold together
    (RFC 7515, 4.1.6); whom to trust at its end is the reader's business.
    """
    try:
        _check(signature, content_type, statement, edition)
    except _Malformed as malformed:
        return [Fault(path, str(malformed), _SECTION)]
    return []


class _Malformed(ValueError):
    """Says what is wrong with a signature."""


def _check(
    signature: bytes, content_type: str, statement: dict[str, Any], edition: Edition
) -> None:
    if content_type.partition(";")[0].strip().lower() != "application/octet-stream":
        raise _Malformed("must have the contentType application/octet-stream")
    pieces = signature.strip().split(b".")
    if len(pieces) != 3:
        raise _Malformed("must be a JWS in compact serialization: three parts with dots between")
    header, payload = (_object(piece) for piece in pieces[:2])
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _HASHES:
        raise _Malformed("must be signed with RS256, RS384 or RS512")
    if "crit" in header:
        raise _Malformed("must have no crit in its header: no extension of JWS is known here")
    if not _decoded(pieces[2]):
        raise _Malformed("must have a signature as its third part")
    if "x5c" in header:
        _verify(header["x5c"], pieces, _HASHES[algorithm])
    if faults_of(payload, edition):
        raise _Malformed("must have a valid statement as its payload")
    if not equivalent(payload, statement):
        raise _Malformed("must have this statement, as it was before signing, as its payload")


def _verify(chain: Any, pieces: list[bytes], algorithm: HashAlgorithm) -> None:
    if not isinstance(chain, list) or not chain:
        raise _Malformed("must have an array of certificates as its x5c")
    try:
        certificates = [
            x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in chain
        ]
        key = certificates[0].public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _Malformed("must have X.509 certificates in base 64 as its x5c") from None
    try:
        for issued, issuer in pairwise(certificates):
            issued.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
        raise _Malformed("must have each certificate of its x5c issued by the next") from None
    if not isinstance(key, RSAPublicKey):
        raise _Malformed("must have a certificate with an RSA key as its x5c")
    try:
        key.verify(_decoded(pieces[2]), b".".join(pieces[:2]), PKCS1v15(), algorithm)
    except InvalidSignature:
        raise _Malformed("does not match the certificate in its x5c") from None


def _object(piece: bytes) -> dict[str, Any]:
    try:
        parsed = exact.loads(_decoded(piece))
    except exact.Repeated:
        raise _Malformed("must have each property of its header and payload only once") from None
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, dict):
        raise _Malformed("must have JSON objects as its header and its payload")
    return parsed


def _decoded(piece: bytes) -> bytes:
    try:
        return base64.b64decode(piece + b"=" * (-len(piece) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise _Malformed("must be encoded in base64url") from None
