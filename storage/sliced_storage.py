"""Read an object in slices, with a request for each: no connection is held while the reader does something else."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar, NamedTuple

from domain.errors import NotFound, Transient
from domain.ports.storage import Storage
from storage.files import whole_file

SLICE_BYTES = 1024 * 1024


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
        etag: str | None = None
        while etag is None or end is None or start < end:
            stop = start + most if end is None else min(end, start + most)
            found = await self.read_slice(key, start, stop, etag)
            if etag is None and found is None:
                raise NotFound(f"nothing is stored under {key}")
            if found is None or etag not in (None, found.etag):
                raise Transient(f"{key} was replaced while it was being read")
            if not found.data:
                return
            yield found.data
            start += len(found.data)
            etag, end = found.etag, found.size if end is None else min(end, found.size)

    async def fetch(self, key: str, into: Path) -> None:
        async with whole_file(into) as file:
            async for data in self.read(key, most=self.fetched_at_once):
                await file.write(data)
