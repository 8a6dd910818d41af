"""Downloads whose HTTP client is imported by the first of them. The API, and workers of drawn films, make none."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from domain.deferred import Deferred
from domain.ports.storage import Download
from storage.web.address_check import Network

downloader = Deferred[[Sequence[Network], int, float], Download]("storage.web.download:Downloader")


class LaterDownload(Download):
    """A `storage.web.download.Downloader` that is made when it is first used, of what this is given."""

    def __init__(self, allowed_networks: Sequence[Network], max_bytes: int, timeout_seconds: float) -> None:
        self._given = allowed_networks, max_bytes, timeout_seconds

    @cached_property
    def _download(self) -> Download:
        return downloader(*self._given)

    async def fetch(
        self, url: str, into: Path, headers: Mapping[str, str] = MappingProxyType({}), trusted_url: str | None = None
    ) -> None:
        await self._download.fetch(url, into, headers, trusted_url)
