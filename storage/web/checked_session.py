"""HTTP sessions that connect to no other addresses than their `Gate` lets through: downloads and webhooks use them."""

import socket
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from storage.web.address_check import Gate

_MOST_ADDRESSES: Final = 10


def checked_session(
    gate: Gate, silence_seconds: float, resolver: AbstractResolver | None = None
) -> aiohttp.ClientSession:
    """Return a session whose every connection, redirects' too, is checked as its socket is opened.

    A URL is to pass `web_url` first, which refuses other schemes and passwords. The caller bounds the time
    in all (`asyncio.timeout`) and the size of what it reads. Silence is what a connection attempt or the wait for the
    next bytes may last. After an aiohttp.ClientConnectorError `gate.refused` is the forbidden address, if one was.

    A head has at most 128 header fields of 8 KB. Cookies and the environment's proxies are not used.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=gate.socket, resolver=_Few(resolver)),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=silence_seconds, sock_read=silence_seconds),
        # Ranges of a compressed answer are of no use, so none is asked for.
        headers={"Accept-Encoding": "identity", "User-Agent": "greenlight"},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        # Labels of compression are often wrong, and what is unpacked has no limit here: a reader looks at the bytes.
        auto_decompress=False,
        # What arrived is read before more is received: aiohttp drops what it still holds when the connection ends.
        read_bufsize=1,
    )


class _Few(AbstractResolver):
    """Passes on the first addresses of a name. After a failure aiohttp tries all that are left again.

    So an answer of thousands would keep a core busy for as long as the caller waits.
    """

    def __init__(self, resolver: AbstractResolver | None) -> None:
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return (await self._resolver.resolve(host, port, family))[:_MOST_ADDRESSES]

    async def close(self) -> None:
        await self._resolver.close()
