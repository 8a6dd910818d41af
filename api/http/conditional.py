"""Entity tags, and GETs that are answered only if the client's copy is old (RFC 9110 §8.8.3 and §13)."""

import hashlib
import re
from collections.abc import Iterator, Mapping

from fastapi import Request, Response
from pydantic import BaseModel

_ENTITY_TAG = re.compile(r'(W/)?("[^"]*")')
_REVISION = re.compile(r'"(\d+)(?:-[0-9a-f]+)?"')
_HEX_DIGITS = 24
LAST_EVENT_ID = "Last-Event-ID"
"""Names the newest event before the answer was read."""

_OF_UNCHANGED = ("ETag", "Cache-Control", LAST_EVENT_ID)

_CACHE_CONTROL = "private, no-cache"
"""A browser may keep the answer for its user, and must ask whether it is still true."""


def entity_tag(shown: BaseModel | bytes, revision: int | None = None) -> str:
    """Return a tag that changes with anything that is shown. It begins with the revision, if there is one."""
    content = shown if isinstance(shown, bytes) else shown.model_dump_json().encode()
    digest = hashlib.sha256(content).hexdigest()[:_HEX_DIGITS]
    return f'"{digest}"' if revision is None else f'"{revision}-{digest}"'


def names(header: str | None, etag: str, *, weakly: bool) -> bool:
    """Return whether the header, If-Match or If-None-Match, is `*` or lists the tag.

    A tag that is marked as weak in the header counts only if they are compared weakly.
    """
    if header is None:
        return False
    return header.strip() == "*" or any(tag == etag and (weakly or not weak) for weak, tag in _tags(header))


def named_revisions(header: str) -> list[int]:
    """Return the revisions that the header's tags begin with, as `entity_tag` writes them or by themselves."""
    return [int(match[1]) for _, tag in _tags(header) if (match := _REVISION.fullmatch(tag))]


def listed(request: Request, header: str) -> str | None:
    """Return the header's value; that of all its lines if it is sent in several."""
    lines = request.headers.getlist(header)
    return ", ".join(lines) if lines else None


def if_changed(request: Request, response: Response) -> Response:
    """Give a JSON response to a GET an ETag. Return 304 without a body in its place if the client has just that."""
    if response.status_code != 200 or response.media_type != "application/json":
        return response
    response.headers.setdefault("ETag", entity_tag(bytes(response.body)))
    response.headers.setdefault("Cache-Control", _CACHE_CONTROL)
    if not names(listed(request, "If-None-Match"), response.headers["ETag"], weakly=True):
        return response
    return not_modified({name: response.headers[name] for name in _OF_UNCHANGED if name in response.headers})


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return 304 with these headers, which a browser puts in the place of those of the answer that it has kept."""
    return Response(status_code=304, headers={"Cache-Control": _CACHE_CONTROL, **headers})


def _tags(header: str) -> Iterator[tuple[str, str]]:
    """Yield each tag in its quotes, and whether it is marked as weak: `W/` or an empty text."""
    yield from _ENTITY_TAG.findall(header)
