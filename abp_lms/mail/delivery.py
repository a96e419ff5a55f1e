"""Sends what is due over SMTP (RFC 5321): claims, commits, sends, records.

No transaction is open while a mail server is waited for. An e-mail whose sending could not be
recorded is sent again with the same Message-ID: twice is better than never.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from abp_lms.clock import now
from abp_lms.database import session, unit_of_work
from abp_lms.mail.outgoing import QueuedMail, State, message
from abp_lms.settings import current

log = logging.getLogger(__name__)

SECONDS_TO_WAIT = 20.0
CLAIM = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=4)
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Outcome:
    """What became of one try; `fault` in plain words, None when the server took the e-mail."""

    fault: str | None = None
    permanent: bool = False


def send_due(limit: int = 50) -> int:
    """Send up to `limit` e-mails that are due; how many the mail server took.

    Where there is no SMTP server, what is due is delivered to the local mailbox page.
    """
    if not _anything_due():
        return 0
    if current().has_mailbox:
        return _deliver_to_mailbox()
    claimed = _claim(limit)
    if not claimed:
        return 0
    outcomes: dict[UUID, Outcome] = {}
    try:
        with _server(urlsplit(current().smtp_url)) as server:
            for mail in claimed:
                outcomes[mail.id] = outcome = _sent(server, mail)
                _record({mail.id: outcome})
    except (smtplib.SMTPException, OSError) as fault:
        # The server, not the e-mail: all that were not tried wait.
        sentence = _in_plain_words(fault)
        log.warning("Mail: %s", sentence)
        _record({m.id: Outcome(sentence) for m in claimed if m.id not in outcomes})
    return sum(outcome.fault is None for outcome in outcomes.values())


def _due() -> ColumnElement[bool]:
    return and_(
        QueuedMail.state == State.WAITING,
        QueuedMail.send_after <= now(),
        or_(QueuedMail.claimed_until.is_(None), QueuedMail.claimed_until < now()),
    )


def _anything_due() -> bool:
    """Looks without the right to write, for which on SQLite everybody else would wait."""
    try:
        return session.scalar(select(QueuedMail.id).where(_due()).limit(1)) is not None
    finally:
        session.remove()


def _deliver_to_mailbox() -> int:
    with unit_of_work() as work:
        waiting = work.scalars(select(QueuedMail).where(_due())).all()
        for mail in waiting:
            mail.state, mail.sent_at = State.SENT, now()
        return len(waiting)


def _claim(limit: int) -> Sequence[QueuedMail]:
    with unit_of_work() as work:
        due = work.scalars(
            select(QueuedMail)
            .where(_due())
            .order_by(QueuedMail.send_after)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for mail in due:
            mail.claimed_until = now() + CLAIM
        return due


@contextmanager
def _server(address: SplitResult) -> Iterator[smtplib.SMTP]:
    """A connection to smtp://user:password@host:port, or smtps:// for TLS from the first byte."""
    host = address.hostname or "localhost"
    trusted = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, timeout=SECONDS_TO_WAIT, context=trusted
        )
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=SECONDS_TO_WAIT)
    try:
        server.ehlo()
        encrypted = address.scheme == "smtps"
        if not encrypted and host not in _HERE and server.has_extn("starttls"):
            server.starttls(context=trusted)
            server.ehlo()
            encrypted = True
        if address.username:
            if not encrypted and host not in _HERE:
                raise smtplib.SMTPException(
                    "The mail server offers no encryption, so the password was not sent."
                )
            server.login(unquote(address.username), unquote(address.password or ""))
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _sent(server: smtplib.SMTP, mail: QueuedMail) -> Outcome:
    """Hand one e-mail over. Raises when the connection, rather than the e-mail, is at fault."""
    try:
        server.send_message(message(mail))
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPRecipientsRefused as fault:
        code = next(iter(fault.recipients.values()))[0]
        return Outcome(f"The mail server refused the address (code {code}).", code >= 500)
    except smtplib.SMTPDataError as fault:
        return Outcome(
            f"The mail server refused the e-mail (code {fault.smtp_code}).", fault.smtp_code >= 500
        )
    except smtplib.SMTPResponseException as fault:
        return Outcome(f"The mail server refused for now (code {fault.smtp_code}).")
    except (UnicodeError, ValueError, smtplib.SMTPNotSupportedError):
        return Outcome("The e-mail address cannot be written in a form the server takes.", True)
    return Outcome()


def _record(outcomes: dict[UUID, Outcome]) -> None:
    with unit_of_work() as work:
        for id_, outcome in outcomes.items():
            mail = work.get(QueuedMail, id_)
            if mail is None:
                continue
            mail.attempts += 1
            mail.claimed_until = None
            mail.fault = outcome.fault
            if outcome.fault is None:
                mail.state, mail.sent_at, mail.body = State.SENT, now(), ""
            elif outcome.permanent or now() - mail.queued_at > GIVEN_UP_AFTER:
                mail.state = State.GIVEN_UP
            else:
                mail.send_after = now() + min(
                    FIRST_WAIT * 2 ** min(mail.attempts - 1, 20), LONGEST_WAIT
                )


def _in_plain_words(fault: Exception) -> str:
    match fault:
        case smtplib.SMTPAuthenticationError():
            return "The mail server does not accept our user name and password."
        case smtplib.SMTPServerDisconnected():
            return "The mail server ended the connection."
        case smtplib.SMTPResponseException():
            return f"The mail server refused the connection (code {fault.smtp_code})."
        case smtplib.SMTPException():
            return str(fault)
        case TimeoutError():
            return "The mail server did not answer in time."
        case ssl.SSLError():
            return "The mail server's certificate is not trusted, or it does not speak TLS."
        case _:
            return "The mail server cannot be reached."
