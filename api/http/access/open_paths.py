"""The paths that need neither a key nor a session. All others do, if the API has keys."""

import logging
from typing import Final

from domain.review import review_link
from domain.vendors.vendor_news import VENDOR_NEWS

SESSION: Final = "/api/v3/session"
"""Tells who calls, also whoever has no key."""

OPEN_PATHS: Final = frozenset(
    {
        *("/healthz", "/readyz", "/docs", "/openapi.json"),
        *("/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/swagger/favicon-32x32.png"),
        *("/", "/new", "/sign-in", "/settings/keys", "/settings/webhooks", SESSION),
    }
)

GUEST_PREFIX: Final = review_link.GUEST_PREFIX
"""Pages of review links. The link's token is in the path; its routes check it, and where a form was sent from."""

OPEN_PREFIXES: Final = ("/studio/", "/jobs/", GUEST_PREFIX, VENDOR_NEWS)


def is_open(path: str) -> bool:
    """Return whether the path needs no key: pages and files without data, and what checks its callers itself."""
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def loggable(path: str) -> str:
    """Return the path as logs may have it: without the token of a review link."""
    return f"{GUEST_PREFIX}…" if path.startswith(GUEST_PREFIX) else path


def hide_tokens(record: logging.LogRecord) -> bool:
    """Change the path in a record of `uvicorn.access` to its loggable form. A filter that lets every record pass."""
    if isinstance(record.args, tuple):
        record.args = tuple(loggable(each) if isinstance(each, str) else each for each in record.args)
    return True
