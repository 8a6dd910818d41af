"""Serve a stored object: whole, in part, or as not modified (RFC 9110 §13 and §14)."""

import re
from collections.abc import AsyncIterator
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import quote

from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from api.http.access.open_paths import GUEST_PREFIX
from api.http.access.sessions import COOKIE
from api.http.conditional import listed, names
from domain.errors import NotFound, Transient
from domain.ports.storage import Blob, Storage

_ONE_RANGE = re.compile(r"bytes=\s*([0-9]*)-([0-9]*)\s*", re.IGNORECASE)
_UNSAFE_IN_NAME = re.compile(r"[^\w .()+,-]", re.ASCII)
_TRIES = 3

# A browser shows or plays these and runs nothing in them; anything else it may run as a page or a script.
_INERT = re.compile(r"(?:audio|video)/.+|image/(?!.*xml).+", re.IGNORECASE)
_NO_SCRIPTS = "sandbox; default-src 'none'"


@runtime_checkable
class LinkingStorage(Protocol):
    """A storage that clients can download from directly, by a signed URL."""

    async def link(self, key: str, content_type: str, disposition: str) -> str:
        """Return a URL, valid for minutes, that answers a GET of the object with these headers. Errors: Transient."""


async def blob_response(
    storage: Storage,
    key: str,
    request: Request,
    *,
    filename: str,
    cache_control: str,
    kind: Literal["inline", "attachment"] = "inline",
) -> Response:
    """Answer a GET or HEAD of the object under `key`. A storage with links is redirected to, for inert media types.

    `kind`: whether a browser shows it or saves it.

    Errors: NotFound; Transient when storage cannot be read; HTTPException 412 and 416. A storage error after the first
    slice breaks the connection off.
    """
    for _ in range(_TRIES):
        blob = await storage.head(key)
        if blob is None:
            raise NotFound(f"nothing is stored under {key}")
        headers = _headers(blob) | {
            "Cache-Control": cache_control,
            "Content-Disposition": content_disposition(filename, kind),
        }
        if (response := await _response(storage, blob, request, headers)) is not None:
            return response
    raise Transient(f"{key} is being replaced again and again")


async def _response(storage: Storage, blob: Blob, request: Request, headers: dict[str, str]) -> Response | None:
    """Return None if the object was replaced between its description and its first bytes."""
    if "If-Match" in request.headers and not names(listed(request, "If-Match"), headers["ETag"], weakly=False):
        raise HTTPException(412, "the object is another version than the one in If-Match; ask for it anew")
    if names(listed(request, "If-None-Match"), headers["ETag"], weakly=True):
        kept = {name: headers[name] for name in ("ETag", "Cache-Control")}
        return Response(status_code=304, headers=kept)
    part = _requested_range(request, blob.size, headers["ETag"])
    start, end = part or (0, blob.size)
    headers["Content-Length"] = str(end - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    if isinstance(storage, LinkingStorage) and _may_redirect(blob, request):
        location = await storage.link(blob.key, blob.content_type, headers["Content-Disposition"])
        # The link expires soon, so the redirect must not be cached.
        return Response(status_code=307, headers={"Location": location, "Cache-Control": "no-store"})
    data = storage.read(blob.key, start, end)
    first = await anext(data, b"")
    now = await storage.head(blob.key)
    if now is None or now.etag != blob.etag:
        return None
    return StreamingResponse(_joined(first, data), status_code=status, headers=headers)


def _may_redirect(blob: Blob, request: Request) -> bool:
    """Only we add a Content-Security-Policy, and only we know our ETags: such requests are answered here.

    So are those of our pages, whose Content-Security-Policy lets them load nothing from elsewhere. A browser marks them
    as of the same origin, except over http from another machine, where they have the cookie of a session. A guest's
    link may end before one of storage does, too.
    """
    needs_etag = "If-Match" in request.headers or "If-Range" in request.headers
    is_of_page = request.headers.get("Sec-Fetch-Site") == "same-origin" or COOKIE in request.cookies
    is_guest = request.url.path.startswith(GUEST_PREFIX)
    return not (needs_etag or is_of_page or is_guest) and _INERT.fullmatch(blob.content_type) is not None


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for data in rest:
        yield data


def _headers(blob: Blob) -> dict[str, str]:
    headers = {
        "Content-Type": blob.content_type,
        "ETag": f'"{blob.etag}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }
    if not _INERT.fullmatch(blob.content_type):
        headers["Content-Security-Policy"] = _NO_SCRIPTS
    return headers


def content_disposition(filename: str, kind: Literal["inline", "attachment"] = "inline") -> str:
    """Return the header (RFC 6266) with an ASCII name, and with the full name if that differs."""
    plain = _UNSAFE_IN_NAME.sub("_", filename)
    full = f"; filename*=UTF-8''{quote(filename, safe='', errors='replace')}" if plain != filename else ""
    return f'{kind}; filename="{plain}"{full}'


def _requested_range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte and the one after the last; None if the whole is to be sent.

    The whole is also sent for several ranges, for a malformed one, and for a HEAD. Raise HTTPException 416.
    """
    match = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = (_number(digits) for digits in match.groups())
    if first is None:
        if last is None or (size == 0 and last > 0):
            return None
        first, last = max(0, size - last), None
    if last is not None and last < first:
        return None
    if first >= size:
        headers = {"Content-Range": f"bytes */{size}"}
        raise HTTPException(416, f"the object has {size} bytes; ask for a range within them", headers)
    return first, size if last is None else min(last + 1, size)


def _number(digits: str) -> int | None:
    if not digits:
        return None
    # No object is as large as this, and `int` refuses thousands of digits.
    return int(digits) if len(digits) <= 18 else 10**18
