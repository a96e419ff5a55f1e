"""The real thing: the server started as `make run` starts it, on data of its own."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 300  # seconds: slow is not wrong


@dataclass
class Installation:
    """A demo installation on a free port. `start()` returns when it is healthy."""

    data: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.port = self.port or free_port()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("ABP_", "LRS_"))}
        with (self.data.parent / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "wsgi.py", "--port", str(self.port), "--data", str(self.data)],
                cwd=ROOT,
                env=inherited | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self.wait_until(lambda: self.health()[0] == 200, "healthy")

    def kill(self) -> None:
        """As the machine would: at once, without a word to anybody."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def log(self) -> str:
        return (self.data.parent / "server.log").read_text()

    def health(self) -> tuple[int, dict[str, Any]]:
        return self.get_json("/health")

    def get_json(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(self.address + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as fault:
            return fault.code, json.loads(fault.read() or b"{}")
        except OSError:
            return 0, {}

    def command(self, *words: str) -> str:
        """What `abp …` or `lrs …` prints, run on this installation's data."""
        done = subprocess.run(
            [str(BIN / words[0]), *words[1:], "--data", str(self.data)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def wait_until_delivered(self) -> None:
        self.wait_until(
            lambda: self.health()[1].get("oldest_undelivered_seconds", 0) is None, "delivered"
        )

    def statements(self, query: str) -> list[dict[str, Any]]:
        """All statements of the record store that a query finds, read as another tool would."""
        made = json.loads(
            self.command("lrs", "credentials", "create", "reader", "--scope", "all/read", "--json")
        )
        basic = base64.b64encode(f"{made['key']}:{made['secret']}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "X-Experience-API-Version": "1.0.3"}
        found: list[dict[str, Any]] = []
        path = f"/xapi/statements?{query}"
        while path:
            status, page = self.get_json(path, headers)
            assert status == 200, page
            found += page["statements"]
            path = page.get("more", "")
        return found

    def wait_until(self, ready: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > until:
                raise AssertionError(f"The installation did not become {what}:\n{self.log[-2000:]}")
            if what != "silent" and self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"The installation ended:\n{self.log[-2000:]}")
            time.sleep(0.1)
