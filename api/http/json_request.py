"""Bodies, read and checked before anything is done with them."""

import hashlib
import json
import math
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email.message import Message
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers

from api.http.errors import FieldError, TooLarge, Unprocessable, WrongContentType
from domain.errors import Invalid

MAX_JSON_BYTES = 1024 * 1024
MAX_DEPTH = 32
_DRAINED_BYTES = 16 * 1024 * 1024
_MOST_DIGITS = 20
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonRequest(Request):
    """A request whose body, if it has one, is JSON that can be stored as it is.

    `digest` is the same for the same content, however it is spelled.
    """

    max_bytes = MAX_JSON_BYTES
    digest = ""
    client_id = ""
    _content: Any = None

    @asynccontextmanager
    async def content(self) -> AsyncIterator[None]:
        """The body is read and checked. Errors: HttpRefusal, Unprocessable."""
        body = await self.body()
        if body:
            if not is_json(self.headers):
                raise WrongContentType("send the body as JSON, with Content-Type: application/json")
            self._content = parse(body)
            self.client_id = _client_id(self._content)
        self.digest = digest(self._content)
        yield

    async def json(self) -> Any:
        return self._content

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The bytes as they come. What is too much is still taken in, so that its sender hears the answer."""
        received = 0
        async for data in super().stream():
            received += len(data)
            if received <= self.max_bytes:
                yield data
            elif received > self.max_bytes + _DRAINED_BYTES:
                break
        if received > self.max_bytes:
            raise TooLarge(f"the body is larger than {self.max_bytes:,} bytes; send less")


def is_json(headers: Headers) -> bool:
    kind = Message()
    kind["Content-Type"] = headers.get("Content-Type", "")
    return kind.get_content_type() == "application/json" or (
        kind.get_content_maintype() == "application" and kind.get_content_subtype().endswith("+json")
    )


def digest(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def parse(body: bytes) -> Any:
    """The JSON value. Errors: Invalid or Unprocessable for what is no JSON or what Postgres could not hold."""
    try:
        value = json.loads(
            body.decode(), parse_constant=_no_number, parse_float=_finite_number, parse_int=_whole_number
        )
    except UnicodeDecodeError as error:
        raise Invalid(f"the body is not UTF-8: byte {error.start} cannot be read") from None
    except json.JSONDecodeError as error:
        raise Invalid(f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _too_deep() from None
    if faults := list(not_storable(value)):
        raise Unprocessable(*faults)
    return value


def not_storable(value: Any, path: str = "", depth: int = 0) -> Iterator[FieldError]:
    """Texts anywhere in the value that Postgres cannot hold. Errors: Invalid when it is nested too deeply."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    match value:
        case str() if found := _NOT_STORABLE.search(value):
            what = "a NUL character" if found[0] == "\x00" else "half of a surrogate pair"
            yield FieldError(path=path, message=f"contains {what} at position {found.start()}; leave it out")
        case dict():
            for name, item in value.items():
                if _NOT_STORABLE.search(name):
                    yield FieldError(path=path, message="has a key with a character that cannot be stored")
                yield from not_storable(item, f"{path}.{name}" if path else name, depth + 1)
        case list():
            for position, item in enumerate(value):
                yield from not_storable(item, f"{path}[{position}]", depth + 1)


def _too_deep() -> Invalid:
    return Invalid(f"the body is nested more than {MAX_DEPTH} levels deep; make it flatter")


def _no_number(constant: str) -> float:
    raise Invalid(f"the body is not JSON: {constant} is no number there; leave it out or send null")


def _finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Invalid(f"the number {text[:_MOST_DIGITS]} is too large; send it as text if it must be kept")
    return number


def _whole_number(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise Invalid(f"the number {text[:_MOST_DIGITS]}… is too long; send it as text if it must be kept")
    return int(text)


def _client_id(content: Any) -> str:
    """Whose job the body is about, where it says so."""
    match content:
        case {"context": {"clientId": str(client)}}:
            return client
        case _:
            return ""
