"""Objects in Postgres, streamed in and out."""

import hashlib
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, TypeVar
from uuid import uuid4

import anyio
import psycopg
from psycopg import AsyncCursor
from psycopg.copy import AsyncLibpqWriter
from psycopg.rows import AsyncRowFactory, TupleRow, args_row, class_row, tuple_row
from psycopg_pool import AsyncConnectionPool

from domain.errors import InputRejected, Transient
from domain.ports.storage import Blob, ListedObject, Storage
from storage.files import opened, whole_file
from storage.slices import SLICE_BYTES, Slice, read_slices

LISTED_AT_ONCE = 1000

LARGEST_BLOB_BYTES = 1023 * 1024 * 1024
"""A Postgres value ends at 1 GB less its header, in COPY as in storage (MaxAllocSize in its memutils.h)."""

_STAGE = "COPY asset_blobs (key, content_type, size_bytes, etag, data) FROM STDIN (FORMAT BINARY)"
_COPY_START = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)
_COPY_END = struct.pack("!h", -1)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))"
_REPLACE = """
    UPDATE asset_blobs AS old
       SET data = new.data, content_type = new.content_type, size_bytes = new.size_bytes,
           etag = %(etag)s, created_at = new.created_at
      FROM asset_blobs AS new
     WHERE old.key = %(key)s AND new.key = %(staged)s"""
_DROP_STAGED = "DELETE FROM asset_blobs WHERE key = %(staged)s"
_NAME_STAGED = "UPDATE asset_blobs SET key = %(key)s, etag = %(etag)s WHERE key = %(staged)s"
_HEAD = "SELECT key, size_bytes AS size, content_type, etag FROM asset_blobs WHERE key = %(key)s"
_SLICE = """
    SELECT etag, size_bytes, substring(data FROM %(start)s::int + 1 FOR %(count)s::int)
      FROM asset_blobs WHERE key = %(key)s"""
_LIST = """
    SELECT key, now() - created_at AS age FROM asset_blobs
     WHERE key > %(after)s AND (%(until)s::text IS NULL OR key <= %(until)s)
     ORDER BY key LIMIT %(limit)s"""
_DELETE = "DELETE FROM asset_blobs WHERE key = %(key)s"

_Row = TypeVar("_Row")


class PostgresStorage(Storage):
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
        with _translated_errors():
            async with (
                self._pool.connection() as connection,
                connection.transaction(),
                connection.cursor(row_factory=tuple_row) as cursor,
            ):
                etag = await _stage(cursor, staged, path, content_type, size)
                await _publish(cursor, staged, key, etag)
        return Blob(key=key, size=size, content_type=content_type, etag=etag)

    async def head(self, key: str) -> Blob | None:
        return await self._row(class_row(Blob), _HEAD, {"key": key})

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        async def read_slice(start: int, end: int | None, _etag: str | None) -> Slice | None:
            return await self._slice(key, start, end)

        return read_slices(key, start, end, read_slice)

    async def fetch(self, key: str, into: Path) -> None:
        async with whole_file(into) as file:
            async for data in self.read(key):
                await file.write(data)

    async def delete(self, key: str) -> None:
        with _translated_errors():
            async with self._pool.connection() as connection:
                await connection.execute(_DELETE, {"key": key})

    async def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        while page := await self._page(after, until):
            for listed in page:
                yield listed
            after = page[-1].key

    async def _page(self, after: str, until: str | None) -> list[ListedObject]:
        values = {"after": after, "until": until, "limit": LISTED_AT_ONCE}
        with _translated_errors():
            async with (
                self._pool.connection() as connection,
                connection.cursor(row_factory=class_row(ListedObject)) as cursor,
            ):
                return await (await cursor.execute(_LIST, values)).fetchall()

    async def _slice(self, key: str, start: int, end: int | None) -> Slice | None:
        start = min(start, LARGEST_BLOB_BYTES)
        count = SLICE_BYTES if end is None else max(0, min(end - start, SLICE_BYTES))
        with _uncancelled():
            return await self._row(args_row(Slice), _SLICE, {"key": key, "start": start, "count": count})

    async def _row(
        self, shape: AsyncRowFactory[_Row], query: LiteralString, values: dict[str, str | int]
    ) -> _Row | None:
        with _translated_errors():
            async with (
                self._pool.connection() as connection,
                connection.cursor(binary=True, row_factory=shape) as cursor,
            ):
                await cursor.execute(query, values)
                return await cursor.fetchone()


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
    """Make the staged row the object with this key. A row that exists already gets its content and keeps its id."""
    values = {"key": key, "staged": staged, "etag": etag}
    await cursor.execute(_LOCK, values)
    await cursor.execute(_REPLACE, values)
    if cursor.rowcount:
        await cursor.execute(_DROP_STAGED, values)
    else:
        await cursor.execute(_NAME_STAGED, values)


def _row_start(staged: str, content_type: str, size: int) -> bytes:
    """Return the start of a row in COPY's binary format: everything before the bytes of `data`."""
    fields = (staged.encode(), content_type.encode(), struct.pack("!q", size), b"")
    head = b"".join(struct.pack("!i", len(field)) + field for field in fields)
    return _COPY_START + struct.pack("!h", len(fields) + 1) + head + struct.pack("!i", size)


@contextmanager
def _uncancelled() -> Iterator[None]:
    """Let a query end although its request was cancelled, as seeking browsers do: else the connection is lost."""
    with anyio.CancelScope(shield=True):
        yield


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Transient(f"the database could not be used: {error}") from error
