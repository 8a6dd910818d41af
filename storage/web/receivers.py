"""Check an address that something is to be sent to, before anything is. It is checked again at each sending."""

import asyncio
import logging
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from yarl import URL

from domain.errors import AddressNotAllowed
from storage.web.address_check import Address, Gate, Network
from storage.web.urls import shown, web_url

_log = logging.getLogger(__name__)

_LOOK_UP_SECONDS: Final = 2.0


async def check_receiver(url: str, allowed_networks: Sequence[Network]) -> None:
    """Raise InputRejected if nothing can be sent to the URL, as far as that can be told now.

    A name that has no address yet, or whose address is not found in time, is not refused.
    """
    parsed = web_url(url)
    loop, gate = asyncio.get_running_loop(), Gate(allowed_networks)
    try:
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            found = await loop.getaddrinfo(parsed.raw_host, None, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return
    addresses = [ip_address(where[0]) for _, _, _, _, where in found]
    if not any(gate.lets_through(address) for address in addresses):
        raise not_public(f"{shown(parsed)} cannot be sent to", parsed, addresses[0])


def not_public(beginning: str, url: URL, refused: Address) -> AddressNotAllowed:
    """Return the error that begins so, and says which address is refused if the URL does.

    What a name leads to in a private network is for the log alone.
    """
    _log.info("%s leads to %s: that is not public", shown(url), refused)
    which = f"the address {refused}" if url.host == str(refused) else "its address"
    return AddressNotAllowed(
        f"{beginning}: {which} is not public; use a public one, "
        "or have the operator add its network to ASSET_ALLOWED_NETWORKS"
    )
