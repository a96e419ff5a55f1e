"""Every setting of the LRS. Read once, at the start; nobody else looks at the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

MEBIBYTE = 1024 * 1024

_NO_SETTING = re.compile(r"LRS_(TEST_|SERVICE_|PORT(_|$))")
"""Variables of tests, and those that Kubernetes makes for a service that is called lrs."""


_DATABASE = re.compile(
    r"sqlite:///.|postgresql(\+psycopg)?://([^@]*@)?(\[[^]]*\]|[^@:/?]*)(:\d+)?([/?]|$)"
)
_ORIGIN = re.compile(r"\*|https?://[^\s/*]+")


class BrokenSetting(ValueError):
    """A setting that cannot be used; its message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose. A field `page_size` is set by the variable `LRS_PAGE_SIZE`."""

    data: Path = Path("data")
    """Folder for what the LRS keeps when it is given no database."""
    database_url: str = ""
    """SQLAlchemy address of the database; without one, the file lrs.sqlite3 in the data folder."""
    label_version: str = "2.0.0"
    """Version on answers to requests that name none (they are refused): 2.0.0 or 1.0.3."""
    authority_home: str = "https://lrs.invalid/"
    """homePage of the account that a credential's statements carry as their authority."""
    max_body: int = 64 * MEBIBYTE
    """Largest request body in bytes, after decompression; larger ones get 413."""
    max_attachment: int = 32 * MEBIBYTE
    """Largest single attachment in bytes."""
    max_batch: int = 5000
    """Most statements in one request."""
    page_size: int = 100
    """Statements on a page when the client names no limit."""
    max_page_size: int = 1000
    """Most statements on one page, whatever the client asks for."""
    max_page_bytes: int = 16 * MEBIBYTE
    """A page ends early when its statements and attachments reach this size in bytes."""
    requests_per_minute: int = 0
    """Most requests a minute from one credential; 0 for no limit."""
    cors_origins: str = "*"
    """Origins whose pages may use the LRS from a browser, separated by spaces; * for all."""
    log_requests: bool = False
    """One line of JSON on standard error for each request; never the content of statements."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings in `environment`; raises `BrokenSetting` with a sentence."""
        known = {f"LRS_{field.name.upper()}": field for field in fields(cls)}
        for name in environment:
            if name.startswith("LRS_") and name not in known and not _NO_SETTING.match(name):
                raise BrokenSetting(f"{name} is no setting. {_nearest(name, sorted(known))}")
        given: dict[str, Any] = {
            field.name: _parse(name, environment[name], type(field.default))
            for name, field in known.items()
            if environment.get(name)
        }
        return replace(cls(), **given).checked()

    def checked(self) -> Self:
        """Itself, if the values make sense together; raises `BrokenSetting`."""
        if self.label_version not in ("1.0.3", "2.0.0"):
            raise BrokenSetting(
                f"LRS_LABEL_VERSION must be 1.0.3 or 2.0.0, not {self.label_version!r}."
            )
        if self.database_url and not _DATABASE.match(self.database_url):
            raise BrokenSetting(
                "LRS_DATABASE_URL takes postgresql://user:password@host/name or sqlite:///file."
            )
        if not re.fullmatch(r"https?://[^\s<>\"]+", self.authority_home):
            raise BrokenSetting(
                "LRS_AUTHORITY_HOME must be a web address such as https://lrs.example.org/, "
                f"not {self.authority_home!r}."
            )
        for origin in self.cors_origins.split():
            if not _ORIGIN.fullmatch(origin):
                raise BrokenSetting(
                    "LRS_CORS_ORIGINS takes * or origins such as https://example.org, without a "
                    f"path, not {origin!r}."
                )
        for name in (
            "max_body",
            "max_attachment",
            "max_batch",
            "page_size",
            "max_page_size",
            "max_page_bytes",
        ):
            if getattr(self, name) < 1:
                raise BrokenSetting(f"LRS_{name.upper()} must be at least 1.")
        if self.requests_per_minute < 0:
            raise BrokenSetting("LRS_REQUESTS_PER_MINUTE must be at least 0, which means no limit.")
        return self

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database in use."""
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return self.database_url or f"sqlite:///{(self.data / 'lrs.sqlite3').absolute()}"


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Is {near[0]} meant?" if near else f"The settings are: {', '.join(known)}."


def _parse(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in ("yes", "no", "true", "false", "1", "0"):
            raise BrokenSetting(f"{name} must be yes or no, not {text!r}.")
        return text.lower() in ("yes", "true", "1")
    try:
        return kind(text)
    except ValueError:
        raise BrokenSetting(f"{name} must be a whole number, not {text!r}.") from None
