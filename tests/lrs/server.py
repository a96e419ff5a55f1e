"""Runs `lrs serve` as its users do: as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.ports import free_port

LRS = Path(sys.executable).with_name("lrs")
PATIENCE = 120  # seconds: slow is not wrong


class Server:
    """A served store; ends with its `with` block."""

    def __init__(self, data: Path, program: Path = LRS, **settings: str) -> None:
        self._program = program
        self._environment = {**os.environ, **settings, "LRS_DATA": str(data)}
        self._process: subprocess.Popen[bytes] | None = None
        made = subprocess.run(
            [program, "credentials", "create", "test", "--scope", "all", "--json"],
            env=self._environment,
            check=True,
            capture_output=True,
        )
        credential = json.loads(made.stdout)
        self.key, self.secret = credential["key"], credential["secret"]
        token = b64encode(f"{self.key}:{self.secret}".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {token}",
            "X-Experience-API-Version": "2.0.0",
            "Content-Type": "application/json",
        }
        self.endpoint = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers; raises what urllib raises when it does not."""
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}/xapi"
        self._process = subprocess.Popen(
            [self._program, "serve", "--port", str(port)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.request("GET", "/health")
            except (URLError, ConnectionError):
                if self._process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it and its workers at once, as a power failure would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Tell it to stop, as an operator does, and wait until it has."""
        self._end(signal.SIGTERM)

    def freeze_the_worker(self) -> None:
        """Have the worker hear nothing more, as one that hangs."""
        assert self._process is not None
        parent = self._process.pid
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            os.kill(int(child), signal.SIGSTOP)

    def kill_the_parent(self) -> None:
        """End the process that started the workers, and only that, at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)

    def _end(self, with_signal: signal.Signals) -> None:
        assert self._process is not None
        if with_signal is signal.SIGKILL:
            os.killpg(self._process.pid, with_signal)
        else:
            self._process.send_signal(with_signal)
        self._process.wait(PATIENCE)

    def request(
        self, method: str, path: str, content: Any = None, query: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; raises what urllib raises when there is none."""
        address = self.endpoint + path + (f"?{urlencode(query)}" if query else "")
        body = None if content is None else json.dumps(content).encode()
        request = Request(address, data=body, headers=self._headers, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())
