"""Which addresses downloads and webhooks may connect to."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from aiohttp import AddrInfoType

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LOOPBACK: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")

# What `is_global` of one Python version or another lets through: IANA's special-purpose registries of 2024, the relay
# anycast of 6to4 (RFC 7526), and the address at which Azure answers its own machines.
_ALSO_CLOSED: tuple[Network, ...] = tuple(
    ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20")
)


def is_public(address: Address) -> bool:
    """Whether the address is a public one. An IPv6 address that embeds an IPv4 address is judged by that."""
    embedded = _embedded(address)
    if embedded is not None:
        return is_public(embedded)
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    special = address.is_multicast or address.is_reserved or any(address in net for net in _ALSO_CLOSED)
    return address.is_global and not special


def _embedded(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


async def networks_of(url: str | None) -> Sequence[Network]:
    """The addresses of the URL's host now, each as a network. All of this machine's loopback counts as one host."""
    host = urlsplit(url or "").hostname
    if host is None:
        return ()
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    addresses = {ip_address(where[0]) for _, _, _, _, where in found}
    return _LOOPBACK if any(address.is_loopback for address in addresses) else tuple(map(ip_network, addresses))


class Gate:
    """Opens sockets to public and to exempt addresses only. `refused` is the last address that it refused.

    It sees the address that is about to be connected to, so it does not matter how a name or a number was written,
    or that a name's address changes between two look-ups. A name with a public address beside a private one is
    reached at the public one.
    """

    def __init__(self, exempt: Sequence[Network]) -> None:
        self._exempt = exempt
        self.refused: Address | None = None

    def socket(self, target: "AddrInfoType") -> socket.socket:
        """A socket for aiohttp's connector. Raises OSError, the only error it takes for an answer."""
        family, kind, protocol, _, where = target
        address = ip_address(where[0])
        if not self.lets_through(address):
            self.refused = address
            raise PermissionError(f"{address} is not public")
        return socket.socket(family, kind, protocol)

    def lets_through(self, address: Address) -> bool:
        """Return whether the address may be connected to."""
        names = {address, _embedded(address) or address}
        return is_public(address) or any(name in network for name in names for network in self._exempt)
