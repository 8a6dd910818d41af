"""Send an HTTP POST request to a public address."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

from domain import timeouts
from domain.errors import InputRejected, Transient
from domain.ports.messenger import HttpAnswer, HttpPost
from storage.web.address_check import Gate, Network
from storage.web.checked_session import checked_session
from storage.web.receivers import not_public
from storage.web.urls import shown, web_url

_MAX_ANSWER_BYTES: Final = 1_000
"""How much is read of an answer. The rest is not waited for."""


@dataclass(frozen=True, eq=False)
class CheckedPost(HttpPost):
    """Each request has a connection of its own, and `timeout_seconds` in all. Redirects are answers like any other.

    Addresses in `allowed_networks` may be connected to although they are not public.
    """

    allowed_networks: Sequence[Network]
    timeout_seconds: float = timeouts.SEND_WEBHOOK
    resolver: AbstractResolver | None = None

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> HttpAnswer:
        target, gate = web_url(url), Gate(self.allowed_networks)
        try:
            async with (
                asyncio.timeout(self.timeout_seconds),
                checked_session(gate, self.timeout_seconds, self.resolver) as session,
                session.post(target, headers=headers, data=body, allow_redirects=False) as response,
            ):
                return HttpAnswer(
                    status=response.status,
                    text=await _beginning(response),
                    retry_after=_retry_after(response.headers.get("Retry-After", "")),
                )
        except TimeoutError:
            raise Transient(f"{shown(target)} did not answer within {self.timeout_seconds:g} s") from None
        except aiohttp.ClientConnectorError as error:
            if gate.refused is not None:
                raise not_public(f"nothing is sent to {shown(target)}", target, gate.refused) from None
            raise Transient(f"{shown(target)} cannot be reached: {_reason(error)}") from None
        except (UnicodeError, aiohttp.InvalidURL):
            raise InputRejected(f"{shown(target)} is no address that anything can be sent to") from None
        except aiohttp.ClientResponseError:
            raise Transient(f"{shown(target)} answered in a way that cannot be read") from None
        except (aiohttp.ClientError, OSError):
            raise Transient(f"the connection to {shown(target)} was lost") from None


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """Return the first characters of the answer, which is not read to its end. Errors: aiohttp.ClientError."""
    read = b""
    while len(read) < _MAX_ANSWER_BYTES and (chunk := await response.content.read(_MAX_ANSWER_BYTES - len(read))):
        read += chunk
    return read.decode("utf-8", "replace")


def _retry_after(value: str) -> timedelta | None:
    """Return what a Retry-After asks for, in seconds or as a date; None if it cannot be read."""
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value[:9]))
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(when - datetime.now(UTC), timedelta())


def _reason(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its host is not known"
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)):
        return "its TLS certificate cannot be trusted"
    return "it takes no connection"
