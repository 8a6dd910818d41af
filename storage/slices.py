"""Read an object in slices, with a request for each: no connection is held while the reader does something else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from domain.errors import NotFound, Transient

SLICE_BYTES = 1024 * 1024


class Slice(NamedTuple):
    """Some bytes of an object, with the size and the etag of the whole."""

    etag: str
    size: int
    data: bytes


ReadSlice = Callable[[int, int | None, str | None], Awaitable[Slice | None]]
"""Read a slice that begins at an offset and ends before another, of the version with this etag if one is given.

None: there is no such object, or no longer that version of it.
"""


async def read_slices(key: str, start: int, end: int | None, read_slice: ReadSlice) -> AsyncIterator[bytes]:
    """Errors: NotFound; Transient when the object is replaced or deleted meanwhile, so that versions never mix."""
    first = await read_slice(start, end, None)
    if first is None:
        raise NotFound(f"nothing is stored under {key}")
    end = first.size if end is None else min(end, first.size)
    data = first.data
    while data:
        yield data
        start += len(data)
        if start >= end:
            return
        following = await read_slice(start, end, first.etag)
        if following is None or following.etag != first.etag:
            raise Transient(f"{key} was replaced while it was being read")
        data = following.data
