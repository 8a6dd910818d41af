"""CORS: what web pages of other origins may send, and which headers of an answer their scripts may read."""

from collections.abc import Collection

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Prefer",
    "Range",
    "X-Request-Id",
)
EXPOSED_HEADERS = (
    "Accept-Ranges",
    "Allow",
    "Content-Disposition",
    "Content-Length",
    "Content-Range",
    "ETag",
    "Idempotency-Replayed",
    "Last-Event-ID",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-Id",
)
"""The headers of answers that scripts may read, besides those that the standard lets them read anyway."""

_PREFLIGHT_SECONDS = 3600


def allow_origins(app: FastAPI, origins: Collection[str]) -> None:
    """Let pages of these origins use the API. Call it after all other middleware is added: errors need the headers too.

    Cookies are not allowed: a session is for pages of this server, and a key is a header that the page sets itself.
    """
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=_METHODS,
        allow_headers=_REQUEST_HEADERS,
        # A public page that calls an API on this machine asks for this in its preflight.
        allow_private_network=True,
        expose_headers=EXPOSED_HEADERS,
        max_age=_PREFLIGHT_SECONDS,
    )
