"""A real SMTP server, that does with an e-mail what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from abp_lms import settings as settings_module
from abp_lms.settings import Settings
from tests.ports import free_port

UseSmtp = Callable[[str], None]


class PostOffice:
    """Takes e-mails, and refuses or hangs up where it is told to."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.refused: dict[str, str] = {}  # address: answer
        self.hang_up_at: str | None = None  # address
        self.users: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hang_up_at in envelope.rcpt_tos:
            server.transport.close()
            return "421 gone"
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = self.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=right, handled=False)


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def port(post_office: PostOffice) -> Iterator[int]:
    """The port of a running server."""
    number = free_port()
    controller = Controller(
        post_office,
        hostname="127.0.0.1",
        port=number,
        authenticator=post_office.authenticate,
        auth_require_tls=False,
        ready_timeout=60,
    )
    controller.start()
    yield number
    controller.stop()


@pytest.fixture
def with_smtp(settings: Settings, app: Flask) -> UseSmtp:
    """Sends by the SMTP server at an address from now on."""

    def use(address: str) -> None:
        settings_module.use(
            settings_module.read(
                {}, data=settings.data, database_url=settings.database_url, smtp_url=address
            )
        )

    return use
