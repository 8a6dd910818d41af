"""Nothing is sent to a forbidden address, however it is written and whoever leads to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import InputRejected
from storage.web.download import Downloader
from tests.stack.storage.downloading import MB, Names, nothing_beside
from tests.stack.storage.forbidden_addresses import ELSEWHERE, NAMES, THIS_MACHINE
from tests.stack.storage.opened_sockets import opened_sockets
from tests.stack.storage.web_server import Site, answer, running_site


class KnownNames(AbstractResolver):
    """Looks names up in NAMES, and numbers and `localhost` as the machine does. It asks no server."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host in NAMES:
            return await Names(*NAMES[host]).resolve(host, port, family)
        flags = 0 if host in ("localhost", "localhost.") else socket.AI_NUMERICHOST
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
        return [
            ResolveResult(hostname=host, host=str(where[0]), port=port, family=kind, proto=0, flags=0)
            for kind, _, _, _, where in found
        ]

    async def close(self) -> None:
        pass


class Listener:
    """Listens at one port of all addresses of this machine."""

    def __init__(self) -> None:
        self._sockets = [socket.create_server(("0.0.0.0", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            self._sockets.append(socket.create_server(("::", self.port), family=socket.AF_INET6))
        for each in self._sockets:
            each.setblocking(False)

    def is_reached(self) -> bool:
        """Whether anybody has connected: the kernel has done that before a `connect` of this machine returns."""
        for each in self._sockets:
            try:
                each.accept()[0].close()
            except BlockingIOError:
                continue
            return True
        return False

    def close(self) -> None:
        for each in self._sockets:
            each.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
async def redirecting() -> AsyncIterator[Site]:
    """A site at the only address that is exempt."""
    async with running_site("127.9.9.9") as site:
        yield site


def strict(*exempt: str) -> Downloader:
    return Downloader([ip_network(each) for each in exempt], MB, 20, waits_seconds=(), resolver=KnownNames())


def test_there_are_at_least_eighty_forms_of_each_kind() -> None:
    assert min(len(set(THIS_MACHINE)), len(set(ELSEWHERE))) >= 80


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.9.9.9", "0.0.0.0"])
def test_the_listener_notices_whoever_connects(listener: Listener, host: str) -> None:
    socket.create_connection((host, listener.port)).close()
    assert listener.is_reached()


@pytest.mark.parametrize("url", THIS_MACHINE)
async def test_nothing_reaches_this_machine(listener: Listener, into: Path, url: str) -> None:
    with opened_sockets() as opened, pytest.raises(InputRejected):
        await strict().fetch(url.format(port=listener.port), into)
    assert not listener.is_reached()
    assert opened == []
    assert nothing_beside(into)


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_no_socket_is_opened_for_an_address_that_is_not_public(into: Path, url: str) -> None:
    with opened_sockets() as opened, pytest.raises(InputRejected):
        await strict().fetch(url, into)
    assert opened == []
    assert nothing_beside(into)


@pytest.mark.parametrize("url", THIS_MACHINE)
async def test_no_redirect_reaches_this_machine(redirecting: Site, listener: Listener, into: Path, url: str) -> None:
    location = url.format(port=listener.port)
    start = redirecting.serve("/a", answer(302, Location=location.encode("unicode_escape").decode()))
    with pytest.raises(InputRejected):
        await strict("127.9.9.9").fetch(start, into)
    assert not listener.is_reached()
    assert nothing_beside(into)


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_no_redirect_opens_a_socket_to_an_address_that_is_not_public(
    redirecting: Site, into: Path, url: str
) -> None:
    start = redirecting.serve("/a", answer(307, Location=url))
    with opened_sockets() as opened, pytest.raises(InputRejected):
        await strict("127.9.9.9").fetch(start, into)
    assert [use for use in opened if "connect" in use] == [f"socket.connect(('127.9.9.9', {redirecting.port}),)"]
    assert nothing_beside(into)
