"""A client that speaks xAPI to an LRS in the same process."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any, Self

import orjson
from werkzeug.test import Client as WsgiClient
from werkzeug.test import TestResponse

from lrs.app import Lrs
from lrs.storage import credentials


@dataclass(frozen=True)
class Client:
    """Sends requests with one credential, in one version."""

    lrs: Lrs
    key: str = ""
    secret: str = ""
    version: str | None = "2.0.0"

    @classmethod
    def allowed(cls, lrs: Lrs, *scopes: str) -> Self:
        """A client with a new credential of these scopes."""
        key, secret = credentials.create(lrs.site.database, name="test", scopes=scopes or ("all",))
        return cls(lrs, key, secret)

    def speaking(self, version: str | None) -> "Client":
        """The same client, with another version header."""
        return replace(self, version=version)

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """One request; `headers` are added to those of the client."""
        headers = dict(options.pop("headers", {}))
        if self.version is not None:
            headers.setdefault("X-Experience-API-Version", self.version)
        if self.key:
            token = b64encode(f"{self.key}:{self.secret}".encode()).decode()
            headers.setdefault("Authorization", f"Basic {token}")
        return WsgiClient(self.lrs).open(path, method=method, headers=headers, **options)

    def get(self, path: str, query: dict[str, str] | None = None, **options: Any) -> TestResponse:
        return self.request("GET", path, query_string=query, **options)

    def delete(self, path: str, query: dict[str, str], **options: Any) -> TestResponse:
        return self.request("DELETE", path, query_string=query, **options)

    def put(self, path: str, query: dict[str, str], content: Any, **options: Any) -> TestResponse:
        """PUT; anything but bytes is sent as JSON."""
        return self._send("PUT", path, query, content, **options)

    def post(
        self, path: str, content: Any, query: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """POST; anything but bytes is sent as JSON."""
        return self._send("POST", path, query or {}, content, **options)

    def _send(
        self, method: str, path: str, query: dict[str, str], content: Any, **options: Any
    ) -> TestResponse:
        options.setdefault("content_type", "application/json")
        data = content if isinstance(content, bytes) else orjson.dumps(content)
        return self.request(method, path, query_string=query, data=data, **options)

    def store(self, *statements: dict[str, Any]) -> list[str]:
        """Store statements; returns their ids."""
        answer = self.post("/statements", list(statements))
        assert answer.status_code == 200, answer.text
        ids: list[str] = answer.get_json()
        return ids

    def found(self, **query: str) -> list[str]:
        """The ids of all statements that meet a query, following `more` to the end."""
        answer = self.get("/statements", query)
        ids: list[str] = []
        while True:
            assert answer.status_code == 200, answer.text
            page = answer.get_json()
            ids += [one["id"] for one in page["statements"]]
            if not page["more"]:
                return ids
            answer = self.get(page["more"])


def multipart(statements: Any, *attachments: bytes, **changed: str) -> dict[str, Any]:
    """The body and content type of a message with attachments, as arguments of `post`."""
    headers = {"Content-Type": "text/plain", "Content-Transfer-Encoding": "binary"} | {
        name.replace("_", "-"): value for name, value in changed.items()
    }
    parts = [b"Content-Type: application/json\r\n\r\n" + orjson.dumps(statements)]
    for data in attachments:
        own = {"X-Experience-API-Hash": hashlib.sha256(data).hexdigest()} | headers
        head = "".join(f"{name}: {value}\r\n" for name, value in own.items() if value)
        parts.append(head.encode() + b"\r\n" + data)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return {"content": body, "content_type": "multipart/mixed; boundary=edge"}
