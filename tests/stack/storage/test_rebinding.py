"""A name may lead elsewhere at the next look-up, or to several addresses at once: each connection is checked."""

import re
import socket
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.errors import InputRejected
from storage.web.download import Downloader
from tests.stack.storage.downloading import MB, PICTURE, Names, content, downloader, nothing_beside
from tests.stack.storage.opened_sockets import opened_sockets
from tests.stack.storage.web_server import Site, answer, dropped, rest


class Rebinding(AbstractResolver):
    """Gives the next of its answers at each look-up, and the last one for ever."""

    def __init__(self, *answers: Names) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        names = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return await names.resolve(host, port, family)

    async def close(self) -> None:
        pass


@pytest.fixture
def forbidden() -> Iterator[socket.socket]:
    """A listener at 127.0.0.2, which is not exempt."""
    with socket.create_server(("127.0.0.2", 0)) as listener:
        listener.setblocking(False)
        yield listener


def is_reached(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


async def test_a_name_that_leads_elsewhere_at_the_second_look_up_is_refused(
    site: Site, forbidden: socket.socket, into: Path
) -> None:
    port = forbidden.getsockname()[1]
    site.serve("/a", answer(302, Location=f"http://rebound.example:{port}/b"))
    names = Rebinding(Names("127.0.0.1"), Names("127.0.0.2"))
    with pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=names).fetch(f"http://rebound.example:{site.port}/a", into)
    assert len(site.asked) == 1
    assert not is_reached(forbidden)
    assert nothing_beside(into)


async def test_a_download_goes_on_at_the_address_that_it_began_at(
    site: Site, forbidden: socket.socket, into: Path
) -> None:
    site.serve("/a", dropped(PICTURE, 100_000, ETag='"v1"'), rest(PICTURE, '"v1"'))
    names = Rebinding(Names("127.0.0.1"), Names("127.0.0.2"))
    await downloader(resolver=names).fetch(f"http://rebound.example:{site.port}/a", into)
    assert content(into) == PICTURE
    assert not is_reached(forbidden)


async def test_the_second_download_of_a_rebound_name_is_refused(site: Site, into: Path) -> None:
    site.serve("/a", answer(200, PICTURE))
    names = Rebinding(Names("127.0.0.1"), Names("169.254.169.254"))
    fetching = downloader(resolver=names)
    await fetching.fetch(f"http://rebound.example:{site.port}/a", into)
    into.unlink()
    with opened_sockets() as opened, pytest.raises(InputRejected, match="not public"):
        await fetching.fetch(f"http://rebound.example:{site.port}/a", into)
    assert opened == []


@pytest.mark.parametrize("order", [("127.0.0.1", "127.0.0.2"), ("127.0.0.2", "127.0.0.1")])
async def test_of_several_addresses_the_private_one_is_never_connected_to(
    site: Site, into: Path, order: tuple[str, str]
) -> None:
    """Not even when it comes first."""
    site.serve("/a", answer(200, PICTURE))
    with opened_sockets() as opened:
        await downloader(resolver=Names(*order)).fetch(f"http://several.example:{site.port}/a", into)
    assert content(into) == PICTURE
    assert connected_to(opened) == {"127.0.0.1"}


async def test_of_several_addresses_the_private_one_is_no_second_choice(forbidden: socket.socket, into: Path) -> None:
    """The exempt address refuses the connection."""
    names = Names("127.0.0.1", "127.0.0.2", "10.0.0.5", "fd00:ec2::254")
    url = f"http://several.example:{forbidden.getsockname()[1]}/a"
    with opened_sockets() as opened, pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=names).fetch(url, into)
    assert connected_to(opened) == {"127.0.0.1"}
    assert not is_reached(forbidden)


async def test_a_name_with_a_thousand_private_addresses_is_refused_at_once(into: Path) -> None:
    """In less than the 20 s of the downloader; it opens no socket."""
    names = Names(*(f"10.0.{number // 250}.{number % 250 + 1}" for number in range(1000)))
    with opened_sockets() as opened, pytest.raises(InputRejected, match="not public"):
        await downloader(resolver=names).fetch("http://many.example/a", into)
    assert opened == []


async def test_a_message_does_not_tell_what_a_name_leads_to_in_a_private_network(into: Path) -> None:
    with pytest.raises(InputRejected) as rejected:
        await downloader(resolver=Names("10.0.0.5")).fetch("http://database.intranet/a", into)
    assert "the address of database.intranet is not public" in rejected.value.message
    assert "10.0.0.5" not in rejected.value.message


async def test_a_network_that_is_exempt_is_so_for_itself_alone(into: Path) -> None:
    exempt = Downloader([ip_network("10.1.0.0/16")], MB, 20, waits_seconds=(), resolver=Names("10.2.0.1"))
    with opened_sockets() as opened, pytest.raises(InputRejected, match="not public"):
        await exempt.fetch("http://beside.example/a", into)
    assert opened == []


def connected_to(opened: list[str]) -> set[str]:
    return {found[1] for use in opened if (found := re.match(r"socket\.connect\(\('([^']*)'", use))}
