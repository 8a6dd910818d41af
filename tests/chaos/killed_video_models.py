"""Vendors' own adapters, in a worker that dies while it films with them."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from typing_extensions import override

from domain.ports.download import Download
from domain.ports.video import Shot
from providers.common.vendor_api import Output, Pending
from providers.vendors.replicate.client import ReplicateApi
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runway.video import RunwayVideo
from runtime.settings import home_directory
from tests.chaos.kills import reaper_at
from tests.chaos.worker_kills import strike

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class DyingDownload(Download):
    """Dies at `point`: when a part of the file is here."""

    def __init__(self, download: Download, point: str) -> None:
        self._download = download
        self._point = point

    async def fetch(self, url: str, into: Path, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        fetching = asyncio.create_task(self._download.fetch(url, into, headers))
        while not fetching.done() and not any(path.stat().st_size for path in into.parent.iterdir()):
            await asyncio.sleep(0.01)
        await strike(reaper_at(home_directory()), self._point)
        await fetching


class DyingReplicateApi(ReplicateApi):
    @override
    async def look(self, order_id: str) -> Pending | Output:
        found = await super().look(order_id)
        await strike(reaper_at(home_directory()), "looked")
        return found


class DyingReplicate(ReplicateVideo):
    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(DyingReplicateApi.from_env(), DyingDownload(download, "downloading"))

    @override
    async def order(self, shot: Shot) -> str:
        order_id = await super().order(shot)
        await strike(reaper_at(home_directory()), "ordered, not saved")
        return order_id


class DyingRunway(RunwayVideo):
    order_deadline = 5.0

    async def order(self, shot: Shot) -> str:
        order_id = await super().order(shot)
        await strike(reaper_at(home_directory()), "ordered, not saved")
        return order_id
