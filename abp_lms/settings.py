"""Every setting: name, type, default, one sentence. Read once; refuses to start with a sentence.

Each field is set by the environment variable ABP_<NAME IN CAPITALS>. Nobody else reads the
environment.
"""

from __future__ import annotations

import base64
import os
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit


class BrokenSetting(Exception):
    """A setting has a value that cannot be used; the sentence names it and says what to write."""


Mode = Literal["demo", "development", "production"]


def _beside_the_package(name: str) -> Path:
    """`content/` or `migrations/`: in a checkout beside the package, from a wheel under share/."""
    checkout = Path(__file__).resolve().parent.parent / name
    if checkout.is_dir():
        return checkout
    return Path(sysconfig.get_path("data")) / "share" / "active-bystander-learning" / name


def _setting(default: Any, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True)
class Settings:
    """The installation's settings, complete and checked."""

    data: Path = _setting(
        Path("data"), "Folder that holds the databases and, outside production, the keys."
    )
    mode: Mode = _setting("demo", "demo, development or production.")
    public_url: str = _setting(
        "http://127.0.0.1:8000",
        "Address under which people reach the site, without a slash at its end.",
    )
    identity: str = _setting(
        "",
        "IRI that names this installation in statements, for ever the same; "
        "empty: public_url without its port.",
    )
    database_url: str = _setting(
        "", "SQLAlchemy address of the platform's database; empty: SQLite in the data folder."
    )
    installation_key_file: Path | None = _setting(
        None,
        "File with the key that wraps every person's key; in production outside the data folder.",
    )
    session_key_file: Path | None = _setting(None, "File with the key that signs cookies.")
    session_idle_minutes: int = _setting(
        60, "Minutes without a request after which a sign-in ends."
    )
    session_hours: int = _setting(12, "Hours after which a sign-in ends in any case.")
    smtp_url: str = _setting(
        "",
        "smtp://user:password@host:port (or smtps://); empty: mail goes to the local mailbox page.",
    )
    mail_from: str = _setting("abp@localhost", "Sender of every e-mail.")
    manager_mail_at: str = _setting(
        "",
        "Time of day (17:00) at which managers are told of the day's completions; 'now': at once. "
        "Empty: now in the demo, 17:00 elsewhere.",
    )
    lrs_url: str = _setting(
        "",
        "xAPI endpoint of the first destination; empty: our own record store at <public_url>/xapi.",
    )
    lrs_key: str = _setting("", "Key of the credential for the first destination.")
    lrs_secret: str = _setting("", "Secret of the credential for the first destination.")
    worker: bool = _setting(True, "Whether the server process also runs the worker.")
    content: Path = _setting(
        _beside_the_package("content"), "Folder with the programmes and units."
    )
    migrations: Path = _setting(_beside_the_package("migrations"), "Folder with the migrations.")
    trusted_proxies: int = _setting(
        0, "How many proxies in front of us set X-Forwarded-For and -Proto."
    )

    @property
    def database(self) -> str:
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return self.database_url or f"sqlite:///{(self.data / 'abp_lms.sqlite3').resolve()}"

    @property
    def home_page(self) -> str:
        """Of actors' accounts, and the root of our activities' ids (xAPI 1.0.3, Data 2.4.2.4)."""
        address = urlsplit(self.public_url)
        return self.identity or f"{address.scheme}://{address.hostname}"

    @property
    def xapi_endpoint(self) -> str:
        return self.lrs_url or f"{self.public_url}/xapi"

    @property
    def secure(self) -> bool:
        """Whether people reach us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def has_mailbox(self) -> bool:
        """The local mailbox page exists only where mail leaves nowhere, and never in production."""
        return self.mode != "production" and not self.smtp_url

    @property
    def manager_mail_time(self) -> str:
        return self.manager_mail_at or ("now" if self.mode == "demo" else "17:00")

    def installation_key(self) -> bytes:
        """The 32 bytes that wrap every person's key; made on first use outside production."""
        return self._key(
            self.installation_key_file, "installation.key", "ABP_INSTALLATION_KEY_FILE"
        )

    def session_key(self) -> bytes:
        """The 32 bytes that sign cookies; made on first use outside production."""
        return self._key(self.session_key_file, "session.key", "ABP_SESSION_KEY_FILE")

    def _key(self, named: Path | None, default: str, variable: str) -> bytes:
        path = named or self.data / default
        if not path.exists() and self.mode != "production":
            _write_new_key(path)
        try:
            key = base64.b64decode(path.read_text().strip(), validate=True)
        except (OSError, ValueError) as fault:
            raise BrokenSetting(
                f"{variable}: {path} cannot be read as a key. It holds 32 random bytes in base64; "
                "make one with: openssl rand -base64 32"
            ) from fault
        if len(key) != 32:
            raise BrokenSetting(f"{variable}: the key in {path} has {len(key)} bytes and needs 32.")
        return key


def _write_new_key(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was first; its key is the key
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(os.urandom(32)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment, with `given` (from a command line) above it.

    Raises BrokenSetting with one sentence when a value cannot be used.
    """
    environment = os.environ if environment is None else environment
    known = {f"ABP_{f.name.upper()}": f for f in fields(Settings)}
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith("ABP_") or variable.startswith("ABP_TEST_"):
            continue
        if variable not in known:
            raise BrokenSetting(
                f"{variable} is no setting. The settings are: {', '.join(sorted(known))}."
            )
        if text != "":
            values[known[variable].name] = _converted(variable, str(known[variable].type), text)
    values |= {name: value for name, value in given.items() if value is not None}
    return _checked(Settings(**values))


def _converted(variable: str, kind: str, text: str) -> Any:
    if kind.startswith("Path"):
        return Path(text)
    if kind == "int":
        if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 10_000:
            raise BrokenSetting(f"{variable} is {text!r}; it takes a whole number from 0 to 10000.")
        return int(text)
    if kind == "bool":
        if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise BrokenSetting(f"{variable} is {text!r}; it takes true or false.")
        return text.lower() in {"true", "1", "yes"}
    return text


def _checked(settings: Settings) -> Settings:
    if settings.mode not in get_args(Mode):
        raise BrokenSetting(f"ABP_MODE is {settings.mode!r}; it takes {', '.join(get_args(Mode))}.")
    for name, address in (
        ("ABP_PUBLIC_URL", settings.public_url),
        ("ABP_IDENTITY", settings.identity or settings.public_url),
        ("ABP_LRS_URL", settings.lrs_url or settings.public_url),
    ):
        if not _is_address(address, "http", "https"):
            raise BrokenSetting(f"{name} is {address!r}; it takes http://host or https://host.")
    if settings.database_url and not (
        settings.database_url.startswith("sqlite:///")
        or _is_address(settings.database_url, "postgresql", "postgresql+psycopg", by_socket=True)
    ):
        raise BrokenSetting(
            "ABP_DATABASE_URL takes postgresql+psycopg://user:password@host/name or sqlite:///file."
        )
    if settings.smtp_url and not _is_address(settings.smtp_url, "smtp", "smtps"):
        raise BrokenSetting("ABP_SMTP_URL takes smtp://user:password@host:port or smtps://….")
    if not _is_time_of_day(settings.manager_mail_time):
        raise BrokenSetting(
            f"ABP_MANAGER_MAIL_AT is {settings.manager_mail_at!r}; "
            "it takes 'now' or a time such as 17:00."
        )
    if settings.mode == "production":
        _check_production(settings)
    return replace(settings, public_url=settings.public_url.rstrip("/"))


def _check_production(settings: Settings) -> None:
    if settings.installation_key_file is None or settings.session_key_file is None:
        raise BrokenSetting(
            "Production needs ABP_INSTALLATION_KEY_FILE and ABP_SESSION_KEY_FILE. "
            "Make each with: openssl rand -base64 32"
        )
    if settings.data.resolve() in settings.installation_key_file.resolve().parents:
        raise BrokenSetting(
            "ABP_INSTALLATION_KEY_FILE lies inside the data folder: one stolen backup would open "
            "everything. Keep it elsewhere, with a backup of its own."
        )
    if not settings.smtp_url:
        raise BrokenSetting("Production needs ABP_SMTP_URL: without it nobody can be invited.")


def _is_address(text: str, *schemes: str, by_socket: bool = False) -> bool:
    """Whether `text` is an address with one of the schemes, a host (or none, if `by_socket`) and,
    where it names one, a real port."""
    try:
        address = urlsplit(text)
        return (
            address.scheme in schemes
            and bool(address.hostname or by_socket)
            and address.port != 0
            and not any(c.isspace() for c in text)
        )
    except ValueError:
        return False


def _is_time_of_day(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    return text == "now" or (
        bool(colon)
        and text.isascii()
        and hours.isdigit()
        and minutes.isdigit()
        and len(minutes) == 2
        and int(hours) < 24
        and int(minutes) < 60
    )


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make `settings` those of this process; called by create_app."""
    global _current
    _current = settings


def current() -> Settings:
    """The settings of this process."""
    if _current is None:
        raise RuntimeError("No settings yet: call settings.use() (create_app does).")
    return _current
