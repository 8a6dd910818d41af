"""Vendors' own video adapters, in a worker that is killed while they are used."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from typing_extensions import override

from domain.ports.storage import Download
from domain.ports.video_and_image import Output, Pending, Shot
from providers.vendors.replicate.client import ReplicateApi
from providers.vendors.replicate.video import ReplicateVideo
from providers.vendors.runway.video import RunwayVideo
from runtime.settings.settings import home_directory
from tests.chaos.killing.kills import killer_of_stack
from tests.chaos.killing.worker_kills import kill_at

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class KilledDownload(Download):
    """A download whose process is killed at `point`, when a part of the file has arrived."""

    def __init__(self, download: Download, point: str) -> None:
        self._download = download
        self._point = point

    async def fetch(
        self, url: str, into: Path, headers: Mapping[str, str] = _NO_HEADERS, trusted_url: str | None = None
    ) -> None:
        fetching = asyncio.create_task(self._download.fetch(url, into, headers, trusted_url))
        while not fetching.done() and not any(path.stat().st_size for path in into.parent.iterdir()):
            await asyncio.sleep(0.01)
        await kill_at(killer_of_stack(home_directory()), self._point)
        await fetching


class KilledReplicateApi(ReplicateApi):
    @override
    async def look(self, order_id: str) -> Pending | Output:
        found = await super().look(order_id)
        await kill_at(killer_of_stack(home_directory()), "looked")
        return found


class KilledReplicate(ReplicateVideo):
    order_deadline = 5.0

    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(KilledReplicateApi.from_env(), KilledDownload(download, "downloading"))

    @override
    async def order(self, shot: Shot) -> str:
        killer, follows = killer_of_stack(home_directory()), shot.first_frame is not None
        if follows:
            await kill_at(killer, "follower claimed")
        order_id = await super().order(shot)
        if follows:
            await kill_at(killer, "follower ordered, not saved")
        await kill_at(killer, "ordered, not saved")
        return order_id


class KilledRunway(RunwayVideo):
    order_deadline = 5.0

    async def order(self, shot: Shot) -> str:
        order_id = await super().order(shot)
        await kill_at(killer_of_stack(home_directory()), "ordered, not saved")
        return order_id
