"""Speaks xAPI 1.0.3 with a record store: tincan's RemoteLRS, with a transport of ours.

tincan's own transport has no time-out and no multipart, and its models rewrite statements (PT5M
becomes PT05M00S, unknown properties are refused). So statements go out as the bytes that were kept,
and come back as plain JSON; addresses, versions, requests and answers are tincan's.
"""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, InvalidURL
from socket import gaierror
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from tincan.http_request import HTTPRequest
from tincan.lrs_response import LRSResponse
from tincan.remote_lrs import RemoteLRS

from abp_lms.recording.statement import Attachment

TIMEOUT = 10.0  # seconds, for each wait on the network
_LONGEST_ANSWER = 4 * 1024 * 1024


class Unreachable(Exception):
    """No answer came; what was sent may have arrived or not. `reason` is one plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Parcel:
    """One statement as it goes out."""

    number: int
    statement_id: UUID
    text: str
    attachments: tuple[Attachment, ...]


class RecordStore:
    """A record store at an endpoint, with a key and a secret for HTTP Basic."""

    def __init__(self, endpoint: str, key: str, secret: str) -> None:
        credential = b64encode(f"{key}:{secret}".encode()).decode()
        self._remote = _Remote(endpoint=endpoint, auth=f"Basic {credential}")

    def post(self, parcels: Sequence[Parcel]) -> int:
        """Send statements in one request, all or none; returns the HTTP status.

        Raises Unreachable.
        """
        body, content_type = _packed(parcels)
        request = _BytesRequest(method="POST", resource="statements")
        request.headers["Content-Type"] = content_type
        request.content = body
        return cast(int, self._remote.send(request).response.status)

    def stored(self, statement_id: UUID) -> tuple[int, dict[str, Any]]:
        """The HTTP status, and with 200 the statement as the store holds it; raises Unreachable."""
        request = HTTPRequest(method="GET", resource="statements")
        request.query_params["statementId"] = statement_id
        answer = self._remote.send(request)
        try:
            found = json.loads(answer.data) if answer.response.status == 200 else {}
        except ValueError:
            found = {}
        return answer.response.status, found if isinstance(found, dict) else {}


class _BytesRequest(HTTPRequest):  # type: ignore[misc]
    """A request whose body is bytes: tincan's makes text of it."""

    content: bytes | None = None


class _Remote(RemoteLRS):  # type: ignore[misc]
    def send(self, request: HTTPRequest) -> LRSResponse:
        return self._send_request(request)

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        try:
            return self._exchange(request)
        except TimeoutError as fault:
            raise Unreachable("The record store did not answer in time.") from fault
        except ssl.SSLError as fault:
            raise Unreachable("The connection to the record store is not secure.") from fault
        except ConnectionRefusedError as fault:
            raise Unreachable("Nobody answers at the record store's address.") from fault
        except (gaierror, InvalidURL, ValueError) as fault:
            raise Unreachable("The record store's address leads nowhere.") from fault
        except (OSError, HTTPException) as fault:
            raise Unreachable("The connection to the record store broke.") from fault

    def _exchange(self, request: HTTPRequest) -> LRSResponse:
        address = urlsplit(self.endpoint + request.resource)
        path = address.path
        if request.query_params:
            path += f"?{urlencode(request.query_params)}"
        headers = {
            "X-Experience-API-Version": self.version,
            "Authorization": self.auth,
            "Accept-Language": "en-GB",
            **request.headers,
        }
        connect = HTTPSConnection if address.scheme == "https" else HTTPConnection
        with closing(connect(address.hostname or "", address.port, timeout=TIMEOUT)) as connection:
            connection.request(request.method, path, body=request.content, headers=headers)
            response = connection.getresponse()
            data = response.read(_LONGEST_ANSWER)
        return LRSResponse(
            success=200 <= response.status < 300, request=request, response=response, data=data
        )


def _packed(parcels: Sequence[Parcel]) -> tuple[bytes, str]:
    """The body of a POST and its content type: multipart/mixed where there are attachments.

    xAPI 1.0.3, Communication, 1.5.2: the statements first, then each attachment once, by its hash.
    """
    statements = f"[{','.join(parcel.text for parcel in parcels)}]".encode()
    attachments = {one.sha2: one for parcel in parcels for one in parcel.attachments}
    if not attachments:
        return statements, "application/json"
    boundary = uuid4().hex
    parts = [_part({"Content-Type": "application/json"}, statements, boundary)]
    for one in attachments.values():
        headers = {
            "Content-Type": one.content_type,
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": one.sha2,
        }
        parts.append(_part(headers, one.content, boundary))
    return b"".join(
        (*parts, f"--{boundary}--\r\n".encode())
    ), f"multipart/mixed; boundary={boundary}"


def _part(headers: dict[str, str], content: bytes, boundary: str) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"--{boundary}\r\n{head}\r\n".encode() + content + b"\r\n"
