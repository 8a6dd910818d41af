"""A downloader that may reach this machine, and what is looked at when it is done."""

import os
import socket
from ipaddress import ip_network
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from storage.web.download import Downloader

MB = 1024 * 1024
PICTURE = os.urandom(300_000)
LOOPBACK = [ip_network("127.0.0.1/32")]


class Names(AbstractResolver):
    """Knows one answer for every name: addresses, or the error of the look-up."""

    def __init__(self, *addresses: str, error: int | None = None) -> None:
        self.addresses = addresses
        self.error = error

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self.error is not None:
            raise socket.gaierror(self.error, "look-up failed")
        kinds = {address: socket.AF_INET6 if ":" in address else socket.AF_INET for address in self.addresses}
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
            for address, kind in kinds.items()
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        pass


def downloader(
    max_bytes: int = MB, timeout_seconds: float = 20, resolver: AbstractResolver | None = None
) -> Downloader:
    return Downloader(LOOPBACK, max_bytes, timeout_seconds, waits_seconds=(0.01, 0.01, 0.01), resolver=resolver)


def content(file: Path) -> bytes:
    return file.read_bytes()


def nothing_beside(into: Path) -> bool:
    return os.listdir(into.parent) == []
