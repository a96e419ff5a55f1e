"""Signed statements (Data 2.6)."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lrs.statements.signature import USAGE
from tests.lrs.client import Client, multipart
from tests.lrs.factories import Json, make_attachment, make_id, make_statement

HASHES = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}


@cache
def signer(_number: int = 0) -> tuple[rsa.RSAPrivateKey, str]:
    """A key and its certificate, in base 64."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(key, SHA256())
    )
    return key, base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signature_of(payload: Any, *, algorithm: str = "RS256", **header: Any) -> bytes:
    pieces = encoded(json.dumps({"alg": algorithm, **header}).encode())
    pieces += b"." + encoded(
        payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    )
    signed = signer()[0].sign(pieces, padding.PKCS1v15(), HASHES.get(algorithm, SHA256()))
    return pieces + b"." + encoded(signed)


def sent(client: Client, statement: Json, signature: bytes, **attachment: Any) -> Any:
    declared = make_attachment(
        signature, usageType=USAGE, **{"contentType": "application/octet-stream", **attachment}
    )
    signed = {**statement, "attachments": [declared]}
    return client.post(
        "/statements", **multipart(signed, signature, Content_Type=declared["contentType"])
    )


@pytest.mark.parametrize("algorithm", HASHES)
@pytest.mark.parametrize("certified", [True, False])
def test_a_signed_statement_is_accepted(client: Client, algorithm: str, certified: bool) -> None:
    statement = make_statement(id=make_id())
    header = {"x5c": [signer()[1]]} if certified else {}

    answer = sent(client, statement, signature_of(statement, algorithm=algorithm, **header))

    assert answer.status_code == 200, answer.text


def test_what_the_lrs_may_add_does_not_break_the_signature(client: Client) -> None:
    statement = make_statement(
        id=make_id(), context={"contextActivities": {"parent": {"id": "https://example.org/p"}}}
    )
    payload = {**statement, "stored": "2024-12-05T17:30:00Z", "version": "1.0.0"}

    assert sent(client, statement, signature_of(payload)).status_code == 200


def certificate_of(key: rsa.RSAPrivateKey, issuer: rsa.RSAPrivateKey, name: str) -> str:
    """A certificate for `key` that `issuer` signed, in base 64."""
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer")]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(issuer, SHA256())
    )
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


LEAF = certificate_of(signer()[0], signer(1)[0], "signer")
ISSUER = certificate_of(signer(1)[0], signer(1)[0], "issuer")
IMPOSTOR = certificate_of(signer(2)[0], signer(2)[0], "issuer")
RSA_KEY, UNKNOWN_KEY = (bytes.fromhex(f"06092a864886f70d0101{end}") for end in ("01", "63"))
UNKNOWN = base64.b64encode(base64.b64decode(LEAF).replace(RSA_KEY, UNKNOWN_KEY)).decode()


def test_a_chain_of_certificates_is_accepted(client: Client) -> None:
    statement = make_statement()

    assert sent(client, statement, signature_of(statement, x5c=[LEAF, ISSUER])).status_code == 200


REFUSED = {
    "a chain that breaks": signature_of(make_statement(), x5c=[LEAF, IMPOSTOR]),
    "a chain with something else in it": signature_of(make_statement(), x5c=[LEAF, "AAAA"]),
    "a chain with a number in it": signature_of(make_statement(), x5c=[LEAF, 7]),
    "a certificate of an unknown kind of key": signature_of(make_statement(), x5c=[UNKNOWN]),
    "a payload nested too deep": signature_of(
        json.dumps(make_statement(result={"extensions": {"https://example.org/x": 0}}))
        .replace("0}}", '{"a":' * 900 + "0" + "}" * 900 + "}}")
        .encode()
    ),
    "another statement": signature_of(make_statement(actor={"mbox": "mailto:x@example.org"})),
    "no statement": signature_of({"a": 1}),
    "no object": signature_of([]),
    "no JSON": signature_of(b"hello"),
    "another algorithm": signature_of(make_statement(), algorithm="HS256"),
    "no algorithm": signature_of(make_statement(), algorithm=""),
    "a list as algorithm": signature_of(make_statement(), alg=["RS256"]),
    "a broken certificate": signature_of(make_statement(), x5c=["AAAA"]),
    "certificates that are no list": signature_of(make_statement(), x5c=7),
    "no certificates": signature_of(make_statement(), x5c=[]),
    "somebody else's certificate": signature_of(make_statement(), x5c=[signer(1)[1]]),
    "an extension that has to be understood": signature_of(make_statement(), crit=["exp"], exp=1),
    "no signature": signature_of(make_statement()).rpartition(b".")[0] + b".",
    "a signature in no base 64": signature_of(make_statement()).rpartition(b".")[0] + b".?",
    "two parts": b"e30.e30",
    "nothing": b"",
    "no base 64": b"?.?.?",
}


@pytest.mark.parametrize("signature", REFUSED.values(), ids=REFUSED)
def test_a_malformed_signature_is_refused(client: Client, signature: bytes) -> None:
    answer = sent(client, make_statement(), signature)

    assert answer.status_code == 400
    assert answer.get_json()["faults"][0]["section"] == "Data 2.6"


def test_a_signature_is_an_octet_stream(client: Client) -> None:
    statement = make_statement()

    answer = sent(client, statement, signature_of(statement), contentType="application/jose")

    assert answer.status_code == 400
