"""The way to the mail server is encrypted where it can be, and a password never goes in clear."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from abp_lms import clock, mail
from abp_lms.mail import delivery
from tests.mail.conftest import PostOffice, UseSmtp
from tests.mail.test_delivery import only_mail, queue
from tests.ports import free_port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that signs itself, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


def serve(post_office: PostOffice, **how: object) -> tuple[Controller, int]:
    port = free_port()
    controller = Controller(
        post_office,
        hostname="localhost",
        port=port,
        authenticator=post_office.authenticate,
        ready_timeout=60,
        **how,
    )
    controller.start()
    return controller, port


@pytest.fixture
def tls_port(post_office: PostOffice, certificate: tuple[Path, ssl.SSLContext]) -> Iterator[int]:
    """A server that speaks TLS from the first byte."""
    controller, port = serve(post_office, ssl_context=certificate[1], auth_require_tls=False)
    yield port
    controller.stop()


@pytest.fixture
def starttls_port(
    post_office: PostOffice, certificate: tuple[Path, ssl.SSLContext]
) -> Iterator[int]:
    """A server that takes nothing before STARTTLS."""
    controller, port = serve(post_office, tls_context=certificate[1], require_starttls=True)
    yield port
    controller.stop()


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server counts as one on another machine."""
    monkeypatch.setattr(delivery, "_HERE", set())


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, certificate: tuple[Path, ssl.SSLContext]) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.mark.usefixtures("trusted")
def test_smtps_speaks_tls_from_the_first_byte(
    with_smtp: UseSmtp, tls_port: int, post_office: PostOffice
) -> None:
    post_office.users["abp"] = "secret"
    with_smtp(f"smtps://abp:secret@localhost:{tls_port}")
    queue()

    assert mail.send_due() == 1


@pytest.mark.usefixtures("trusted", "far_away")
def test_smtp_turns_to_tls_before_the_password_where_the_server_offers_it(
    with_smtp: UseSmtp, starttls_port: int, post_office: PostOffice
) -> None:
    post_office.users["abp"] = "secret"
    with_smtp(f"smtp://abp:secret@localhost:{starttls_port}")
    queue()

    assert mail.send_due() == 1


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    with_smtp: UseSmtp, tls_port: int, post_office: PostOffice
) -> None:
    with_smtp(f"smtps://abp:secret@localhost:{tls_port}")
    queue()

    assert mail.send_due() == 0
    assert post_office.taken == []
    assert only_mail().fault == (
        "The mail server's certificate is not trusted, or it does not speak TLS."
    )


@pytest.mark.usefixtures("far_away")
def test_a_password_is_not_sent_to_a_server_elsewhere_without_encryption(
    with_smtp: UseSmtp, port: int, post_office: PostOffice
) -> None:
    post_office.users["abp"] = "secret"
    with_smtp(f"smtp://abp:secret@127.0.0.1:{port}")
    queue()

    assert mail.send_due() == 0
    assert only_mail().fault == (
        "The mail server offers no encryption, so the password was not sent."
    )
