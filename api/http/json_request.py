"""JSON bodies: read, parsed and checked before a route runs."""

import asyncio
import hashlib
import json
import math
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from email.message import Message
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter, ValidationError, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError
from starlette.datastructures import Headers

from api.http.errors import FieldError, TooLarge, TooSlow, Unprocessable, WrongContentType
from api.http.json_nulls import without_nulls
from domain import timeouts
from domain.errors import Invalid

MAX_DEPTH = 32
_MAX_DISCARDED_BYTES = 16 * 1024 * 1024
_MAX_DIGITS = 20
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonRequest(Request):
    """A request whose body, if it has one, is JSON that Postgres can store.

    `digest` is the same for equal JSON values, whatever their spelling. `client_id` is the body's `context.clientId`.
    """

    digest = ""
    client_id = ""
    _content: Any = None

    @asynccontextmanager
    async def content(self) -> AsyncIterator[None]:
        """Read and check the body for the block. Errors: HttpRefusal, Invalid, Unprocessable."""
        try:
            async with asyncio.timeout(timeouts.REQUEST_BODY):
                body = await self.body()
        except TimeoutError:
            raise TooSlow(f"the body did not arrive within {timeouts.REQUEST_BODY:g} s; send it again") from None
        if body:
            if not is_json(self.headers):
                raise WrongContentType("send the body as JSON, with Content-Type: application/json")
            if self.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
                raise WrongContentType("send the body as it is, without Content-Encoding")
            self._content = parse_json(body)
            match self._content:
                case {"context": {"clientId": str(client)}}:
                    self.client_id = client
        self.digest = digest(self._content)
        yield

    async def json(self) -> Any:
        return self._content

    @property
    def max_bytes(self) -> int:
        """The most bytes that the body may have."""
        size: int = self.state.container.settings.max_request_bytes
        return size

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the body's bytes. Raise TooLarge, but only after reading on, so that the client gets the response.

        Errors: TooSlow when nothing arrives for a while.
        """
        received = 0
        async for data in pieces_in_time(super().stream()):
            received += len(data)
            if received <= self.max_bytes:
                yield data
            elif received > self.max_bytes + _MAX_DISCARDED_BYTES:
                break
        if received > self.max_bytes:
            raise TooLarge.than(self.max_bytes, "the body")


async def pieces_in_time(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces of a body as they arrive. Errors: TooSlow when the next one is too long in coming."""
    while True:
        try:
            async with asyncio.timeout(timeouts.REQUEST_SILENCE):
                piece = await anext(pieces, None)
        except TimeoutError:
            raise TooSlow(f"nothing of the body arrived for {timeouts.REQUEST_SILENCE:g} s; send it again") from None
        if piece is None:
            return
        yield piece


def is_json(headers: Headers) -> bool:
    kind = Message()
    kind["Content-Type"] = headers.get("Content-Type", "")
    return kind.get_content_type() == "application/json" or (
        kind.get_content_maintype() == "application" and kind.get_content_subtype().endswith("+json")
    )


def digest(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def parse_json(body: bytes) -> Any:
    """Return the JSON value. Errors: Invalid for what is not JSON, Unprocessable for what Postgres cannot store.

    A byte order mark, which some clients write, is left out (RFC 8259 §8.1).
    """
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_float, parse_int=_int)
    except UnicodeDecodeError as error:
        raise Invalid(f"the body is not UTF-8: byte {error.start} cannot be read") from None
    except json.JSONDecodeError as error:
        raise Invalid(f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _too_deep() from None
    if errors := list(unstorable_texts(value)):
        raise Unprocessable(*errors)
    return value


def unstorable_texts(value: Any, path: str = "", depth: int = 0) -> Iterator[FieldError]:
    """Yield an error for each text in the value that Postgres cannot store. Raise Invalid for too deep nesting."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    match value:
        case str() if found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\x00" else "half of a surrogate pair"
            yield FieldError(path=path, message=f"contains {what} at position {found.start()}; leave it out")
        case dict():
            for name, item in value.items():
                if _UNSTORABLE.search(name):
                    yield FieldError(path=path, message="has a key with a character that cannot be stored")
                yield from unstorable_texts(item, f"{path}.{name}" if path else name, depth + 1)
        case list():
            for position, item in enumerate(value):
                yield from unstorable_texts(item, f"{path}[{position}]", depth + 1)


def _too_deep() -> Invalid:
    return Invalid(f"the body is nested more than {MAX_DEPTH} levels deep; make it flatter")


def _refuse_constant(constant: str) -> float:
    raise Invalid(f"the body is not JSON: {constant} is no number there; leave it out or send null")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Invalid(f"the number {text[:_MAX_DIGITS]} is too large; send it as text if it must be kept")
    return number


def _int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise Invalid(f"the number {text[:_MAX_DIGITS]}… is too long; send it as text if it must be kept")
    return int(text)


Location = tuple[str | int, ...]
FoundError = tuple[Location, str]
"""Where in the value, and what to change."""


def strictly(kind: Any, *checks: Callable[[Any], Iterable[FoundError]]) -> WrapValidator:
    """Validate a value as strict JSON of that type, with null as not given, then report what each check finds in it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def validate(value: Any, _: object) -> Any:
        valid = adapter.validate_json(json.dumps(without_nulls(value, (kind,))), strict=True)
        raise_found(found for check in checks for found in check(valid))
        return valid

    return WrapValidator(validate)


def raise_found(errors: Iterable[FoundError]) -> None:
    """Raise ValidationError with all of them, if there are any."""
    details = [
        InitErrorDetails(type=PydanticCustomError("refused", "{why}", {"why": why}), loc=where, input=None)
        for where, why in errors
    ]
    if details:
        raise ValidationError.from_exception_data("value", details)
