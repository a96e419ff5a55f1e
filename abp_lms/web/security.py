"""Security headers on every answer, and addresses of static files that may be kept for long."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

from abp_lms.settings import Settings


def _inline_script_hashes(app: Flask) -> str:
    """Hashes of the scripts that NHS.UK frontend's page template holds inline.

    By hash and not by nonce: a nonce breaks pages that are cached or kept offline.
    """
    page = app.jinja_env.get_template("nhsuk/template.jinja").render()
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    )
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _policy(app: Flask) -> str:
    """The Content-Security-Policy: everything from this site alone, and no style inside a page."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {_inline_script_hashes(app)}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ]
    )


def init_app(app: Flask, settings: Settings) -> None:
    policy = _policy(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if settings.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static":
            versioned = "v" in request.args
            headers["Cache-Control"] = (
                "public, max-age=31536000, immutable" if versioned else "no-cache"
            )
        else:
            # A page may hold a person's words, and the computer may be the ward's.
            headers.setdefault("Cache-Control", "no-store")
        return response

    @app.template_global()
    def static_url(name: str) -> str:
        """The address of a static file; it changes when the file does."""
        return url_for("static", filename=name, v=_digest(Path(str(app.static_folder)) / name))


@lru_cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
