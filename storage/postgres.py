"""Objects in Postgres, streamed in and out."""

import asyncio
import hashlib
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import anyio
import psycopg
from psycopg import AsyncCursor
from psycopg.copy import AsyncLibpqWriter
from psycopg.rows import AsyncRowFactory, TupleRow, args_row, class_row, tuple_row
from psycopg_pool import AsyncConnectionPool
from typing_extensions import override

from domain.errors import DatabaseUnavailable, InputRejected, Transient
from domain.ports.storage import Blob, ListedObject
from storage.files import opened
from storage.sliced_storage import SLICE_BYTES, Slice, SlicedStorage

LISTED_AT_ONCE = 1000

LARGEST_BLOB_BYTES = 1023 * 1024 * 1024
"""A Postgres value ends at 1 GB less its header, in COPY as in storage (MaxAllocSize in its memutils.h)."""

_STAGE = "COPY asset_blobs (key, content_type, size_bytes, etag, data) FROM STDIN (FORMAT BINARY)"
_COPY_START = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)
_COPY_END = struct.pack("!h", -1)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))"
_NAME_STAGED = """
    UPDATE asset_blobs SET key = %(key)s, etag = %(etag)s, id = coalesce(%(id)s, id) WHERE key = %(staged)s"""
_HEAD = "SELECT key, size_bytes AS size, content_type, etag FROM asset_blobs WHERE key = %(key)s"
_SLICE = """
    SELECT etag, size_bytes, substring(data FROM %(start)s::int + 1 FOR %(count)s::int)
      FROM asset_blobs WHERE key = %(key)s"""
_LIST = """
    SELECT key, now() - created_at AS age FROM asset_blobs
     WHERE key > %(after)s AND (%(until)s::text IS NULL OR key <= %(until)s)
     ORDER BY key LIMIT %(limit)s"""
_DELETE = "DELETE FROM asset_blobs WHERE key = %(key)s RETURNING id"

_Row = TypeVar("_Row")


class PostgresStorage(SlicedStorage):
    """Objects in the table asset_blobs. The etag is the SHA-256 of the content, in hex.

    Every method raises Transient when the database cannot be reached, is restarted or ends the connection.
    """

    def __init__(self, pool: AsyncConnectionPool) -> None:
        self._pool = pool

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        """Stream a file into storage in one transaction. Errors: InputRejected above LARGEST_BLOB_BYTES."""
        size = (await anyio.Path(path).stat()).st_size
        if size > LARGEST_BLOB_BYTES:
            raise InputRejected(
                f"{path.name} has {size} bytes and Postgres holds at most {LARGEST_BLOB_BYTES} in one object; "
                "use a smaller file, or S3 storage"
            )
        staged = f".staged/{uuid4()}"
        async with self._cursor(tuple_row) as cursor, cursor.connection.transaction():
            etag = await _stage(cursor, staged, path, content_type, size)
            await _publish(cursor, staged, key, etag)
        return Blob(key=key, size=size, content_type=content_type, etag=etag)

    async def head(self, key: str) -> Blob | None:
        async with self._cursor(class_row(Blob)) as cursor:
            return await (await cursor.execute(_HEAD, {"key": key})).fetchone()

    async def delete(self, key: str) -> None:
        async with self._cursor(tuple_row) as cursor:
            await cursor.execute(_DELETE, {"key": key})

    async def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        while page := await self._page({"after": after, "until": until, "limit": LISTED_AT_ONCE}):
            for listed in page:
                yield listed
            after = page[-1].key

    async def _page(self, values: dict[str, str | int | None]) -> list[ListedObject]:
        async with self._cursor(class_row(ListedObject)) as cursor:
            return await (await cursor.execute(_LIST, values)).fetchall()

    @override
    async def read_slice(self, key: str, start: int, stop: int, etag: str | None) -> Slice | None:
        values: dict[str, str | int] = {
            "key": key,
            "start": min(start, LARGEST_BLOB_BYTES),
            "count": max(0, stop - start),
        }
        query = asyncio.create_task(self._fetch_slice(values))
        try:
            return await asyncio.shield(query)
        except asyncio.CancelledError:
            # A query ends although its request was cancelled, as seeking browsers do: else the connection is lost.
            with anyio.CancelScope(shield=True):
                await asyncio.wait([query])
            raise

    async def _fetch_slice(self, values: dict[str, str | int]) -> Slice | None:
        async with self._cursor(args_row(Slice)) as cursor:
            return await (await cursor.execute(_SLICE, values)).fetchone()

    @asynccontextmanager
    async def _cursor(self, shape: AsyncRowFactory[_Row]) -> AsyncIterator[AsyncCursor[_Row]]:
        try:
            async with (
                self._pool.connection() as connection,
                connection.cursor(binary=True, row_factory=shape) as cursor,
            ):
                yield cursor
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise DatabaseUnavailable(f"the database could not be used: {error}") from error


async def _stage(cursor: AsyncCursor[TupleRow], staged: str, path: Path, content_type: str, size: int) -> str:
    """Copy the file into a row with a key of its own, unseen by others until the commit. Return its SHA-256 in hex."""
    digest = hashlib.sha256()
    # Without the flush libpq keeps in memory whatever the server has not taken yet.
    writer = AsyncLibpqWriter(cursor, flush_threshold=SLICE_BYTES)
    sent = 0
    with opened(path, "rb") as file:
        content = anyio.wrap_file(file)
        async with cursor.copy(_STAGE, writer=writer) as copy:
            await copy.write(_row_start(staged, content_type, size))
            while data := await content.read(SLICE_BYTES):
                digest.update(data)
                sent += len(data)
                await copy.write(data)
            if sent != size:
                raise Transient(f"{path.name} changed while it was being stored")
            await copy.write(_COPY_END)
    return digest.hexdigest()


async def _publish(cursor: AsyncCursor[TupleRow], staged: str, key: str, etag: str) -> None:
    """Make the staged row the object with this key. It takes the id of the row that it replaces."""
    await cursor.execute(_LOCK, {"key": key})
    replaced = await (await cursor.execute(_DELETE, {"key": key})).fetchone()
    values = {"key": key, "staged": staged, "etag": etag, "id": replaced[0] if replaced else None}
    await cursor.execute(_NAME_STAGED, values)


def _row_start(staged: str, content_type: str, size: int) -> bytes:
    """Return the start of a row in COPY's binary format: everything before the bytes of `data`."""
    fields = (staged.encode(), content_type.encode(), struct.pack("!q", size), b"")
    head = b"".join(struct.pack("!i", len(field)) + field for field in fields)
    return _COPY_START + struct.pack("!h", len(fields) + 1) + head + struct.pack("!i", size)
