"""Read an object in slices, with a request for each: no connection is held while the reader does something else."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import anyio

from domain.errors import NotFound, Transient
from domain.ports.storage import Storage
from storage.files import whole_file

SLICE_BYTES = 1024 * 1024

_T = TypeVar("_T")


class Slice(NamedTuple):
    """Some bytes of an object, with the size and the etag of the whole."""

    etag: str
    size: int
    data: bytes


class SlicedStorage(Storage):
    """Storage that reads slices. An object that is replaced or deleted meanwhile is Transient: versions never mix."""

    fetched_at_once: ClassVar = SLICE_BYTES

    @abstractmethod
    async def read_slice(self, key: str, start: int, stop: int, etag: str | None) -> Slice | None:
        """Read the bytes from `start` to before `stop`, of the version with this etag if one is given.

        None: there is no such object, or no longer that version of it.
        """

    async def read(
        self, key: str, start: int = 0, end: int | None = None, most: int = SLICE_BYTES
    ) -> AsyncIterator[bytes]:
        """Yield slices. While the reader does something with one, the next is read."""
        found = await self.read_slice(key, start, start + most if end is None else min(end, start + most), None)
        if found is None:
            raise NotFound(f"nothing is stored under {key}")
        etag, end = found.etag, found.size if end is None else min(end, found.size)
        while found.data:
            start += len(found.data)
            if start >= end:
                yield found.data
                return
            async with _started(self.read_slice(key, start, min(end, start + most), etag)) as ahead:
                yield found.data
                following = await ahead
            if following is None or following.etag != etag:
                raise Transient(f"{key} was replaced while it was being read")
            found = following

    async def fetch(self, key: str, into: Path) -> None:
        async with whole_file(into) as file:
            async for data in self.read(key, most=self.fetched_at_once):
                await file.write(data)


@asynccontextmanager
async def _started(work: Coroutine[Any, Any, _T]) -> AsyncIterator[asyncio.Task[_T]]:
    """Do the work while the block runs. It is cancelled, and has ended, if the block ends before it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with anyio.CancelScope(shield=True):
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # Else asyncio complains of an error that nobody waited for.
