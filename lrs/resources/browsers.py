"""Cross-origin requests: pages of other sites may use the LRS, where the settings let them."""

from lrs.resources.exchange import Environ, Reply

Headers = list[tuple[str, str]]

_ALLOWED = (
    "Authorization, Content-Type, Content-Encoding, Accept-Language, If-Match, If-None-Match, "
    "X-Experience-API-Version, X-Request-ID"
)
_EXPOSED = (
    "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through, "
    "X-Request-ID, Retry-After"
)


def headers(environ: Environ, allowed_origins: str) -> Headers:
    """What a browser needs to see before it hands an answer to the page that asked."""
    origin = environ.get("HTTP_ORIGIN")
    if origin is None and allowed_origins == "*":
        return []
    origins = allowed_origins.split()
    varies = [] if "*" in origins else [("Vary", "Origin")]
    if origin is None or (varies and origin not in origins):
        return varies
    return [
        ("Access-Control-Allow-Origin", origin if varies else "*"),
        ("Access-Control-Expose-Headers", _EXPOSED),
        *varies,
    ]


def preflight(methods: list[str]) -> Reply:
    """The answer to OPTIONS: what may be sent here."""
    allowed = ", ".join(methods)
    return Reply(
        204,
        headers=[
            ("Allow", allowed),
            ("Access-Control-Allow-Methods", allowed),
            ("Access-Control-Allow-Headers", _ALLOWED),
            ("Access-Control-Max-Age", "86400"),
        ],
    )
