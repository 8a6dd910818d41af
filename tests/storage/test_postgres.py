import asyncio
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import psutil
import pytest
from psycopg_pool import AsyncConnectionPool

from domain.errors import InputRejected, NotFound, Transient
from storage.postgres import LARGEST_BLOB_BYTES, SLICE_BYTES, PostgresStorage

MB = 1024 * 1024


async def content(storage: PostgresStorage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([data async for data in storage.read(key, start, end)])


def filled(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


async def stored(storage: PostgresStorage, key: str, data: bytes, file: Path) -> None:
    await storage.put(key, filled(file, data), "video/mp4")


async def rows(pool: AsyncConnectionPool) -> list[str]:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT key FROM asset_blobs")
        return [str(key) for (key,) in await cursor.fetchall()]


async def busy_with(pool: AsyncConnectionPool, query: str) -> int:
    """Wait until the database works on such a query; the id of the process that does."""
    while True:
        async with pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s AND pid <> %s",
                [query, connection.info.backend_pid],
            )
            if row := await cursor.fetchone():
                return int(row[0])


@pytest.mark.parametrize("size", [0, 1, SLICE_BYTES - 1, SLICE_BYTES, SLICE_BYTES + 1, 3 * SLICE_BYTES])
async def test_what_is_put_is_read_back(storage: PostgresStorage, source: Path, size: int) -> None:
    data = os.urandom(size)
    await stored(storage, "films/1.mp4", data, source)
    assert await content(storage, "films/1.mp4") == data


async def test_put_says_what_head_says(storage: PostgresStorage, source: Path) -> None:
    blob = await storage.put("films/1.mp4", filled(source, b"a film"), "video/mp4")
    assert (blob.size, blob.content_type, blob.etag) == (6, "video/mp4", hashlib.sha256(b"a film").hexdigest())
    assert await storage.head("films/1.mp4") == blob


async def test_head_of_an_unknown_key_is_nothing(storage: PostgresStorage) -> None:
    assert await storage.head("films/none.mp4") is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (0, 0),
        (5, 5),
        (7, 3),
        (SLICE_BYTES - 1, SLICE_BYTES + 1),
        (SLICE_BYTES, None),
        (2 * SLICE_BYTES + 4, 2**40),
        (2 * SLICE_BYTES + 5, None),
        (2**40, None),
        (2**40, 2**41),
    ],
)
async def test_a_part_is_read_as_python_slices_it(
    storage: PostgresStorage, source: Path, start: int, end: int | None
) -> None:
    data = os.urandom(2 * SLICE_BYTES + 5)
    await stored(storage, "films/1.mp4", data, source)
    assert await content(storage, "films/1.mp4", start, end) == data[start:end]


async def test_reading_an_unknown_key_is_not_found(storage: PostgresStorage) -> None:
    with pytest.raises(NotFound, match=r"films/none\.mp4"):
        await anext(aiter(storage.read("films/none.mp4", 3, 3)))


async def test_a_second_put_replaces_the_first_and_keeps_its_row(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    async def row_id() -> object:
        async with pool.connection() as connection:
            return await (await connection.execute("SELECT id FROM asset_blobs")).fetchall()

    await stored(storage, "films/1.mp4", b"first", source)
    before = await row_id()
    await stored(storage, "films/1.mp4", b"the second", source)
    assert await content(storage, "films/1.mp4") == b"the second"
    assert await row_id() == before


async def test_puts_of_one_key_at_once_leave_one_whole_object(
    storage: PostgresStorage, pool: AsyncConnectionPool, tmp_path: Path
) -> None:
    contents = [os.urandom(2 * MB + n) for n in range(4)]
    await asyncio.gather(*(stored(storage, "films/1.mp4", data, tmp_path / str(n)) for n, data in enumerate(contents)))
    assert await content(storage, "films/1.mp4") in contents
    assert await rows(pool) == ["films/1.mp4"]


async def test_a_reader_never_gets_two_contents_mixed(storage: PostgresStorage, source: Path) -> None:
    await stored(storage, "films/1.mp4", bytes(2 * SLICE_BYTES), source)
    reader = aiter(storage.read("films/1.mp4"))
    await anext(reader)
    await stored(storage, "films/1.mp4", os.urandom(2 * SLICE_BYTES), source)
    with pytest.raises(Transient, match="replaced"):
        await anext(reader)


async def test_a_slow_reader_holds_no_connection(database: str, source: Path) -> None:
    async with AsyncConnectionPool(database, min_size=1, max_size=1, timeout=5) as pool:
        storage = PostgresStorage(pool)
        await stored(storage, "slow.mp4", bytes(2 * SLICE_BYTES), source)
        reader = aiter(storage.read("slow.mp4"))
        await anext(reader)
        assert await storage.head("slow.mp4") is not None
        assert await anext(reader) == bytes(SLICE_BYTES)
        await storage.delete("slow.mp4")


async def test_a_reader_that_leaves_costs_no_connection(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    request = anyio.CancelScope()

    async def read() -> None:
        with request:
            await content(storage, "films/1.mp4")

    await stored(storage, "films/1.mp4", b"film", source)
    async with pool.connection() as connection, anyio.create_task_group() as readers:
        await connection.execute("LOCK TABLE asset_blobs")
        readers.start_soon(read)
        await busy_with(pool, "%substring(data%")
        request.cancel()
        await connection.rollback()
    assert pool.get_stats().get("returns_bad", 0) == 0


async def test_fetch_writes_the_object_to_a_file(storage: PostgresStorage, source: Path, tmp_path: Path) -> None:
    data = os.urandom(SLICE_BYTES + 5)
    await stored(storage, "films/1.mp4", data, source)
    await storage.fetch("films/1.mp4", tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == data


async def test_fetch_of_an_unknown_key_leaves_no_file(storage: PostgresStorage, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await storage.fetch("films/none.mp4", tmp_path / "film.mp4")
    assert os.listdir(tmp_path) == []


async def test_a_deleted_key_is_gone_and_may_be_deleted_again(storage: PostgresStorage, source: Path) -> None:
    await stored(storage, "films/1.mp4", b"film", source)
    await storage.delete("films/1.mp4")
    await storage.delete("films/1.mp4")
    assert await storage.head("films/1.mp4") is None


async def test_a_connection_lost_half_way_leaves_what_was_there(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    await stored(storage, "films/1.mp4", b"first", source)
    filled(source, os.urandom(30 * MB))
    upload = asyncio.create_task(storage.put("films/1.mp4", source, "video/mp4"))
    process = await busy_with(pool, "COPY asset_blobs%")
    async with pool.connection() as connection:
        await connection.execute("SELECT pg_terminate_backend(%s)", [process])
    with pytest.raises(Transient, match="database"):
        await upload
    assert await rows(pool) == ["films/1.mp4"]
    assert await content(storage, "films/1.mp4") == b"first"


async def test_a_cancelled_put_leaves_nothing_and_the_pool_whole(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    filled(source, os.urandom(30 * MB))
    upload = asyncio.create_task(storage.put("films/1.mp4", source, "video/mp4"))
    await busy_with(pool, "COPY asset_blobs%")
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert await rows(pool) == []


async def test_a_file_that_changes_while_it_is_stored_is_not_stored(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    os.mkfifo(source)
    writer = threading.Thread(target=source.write_bytes, args=[b"more than its size said"])
    writer.start()
    with pytest.raises(Transient, match="changed"):
        await storage.put("films/1.mp4", source, "video/mp4")
    writer.join()
    assert await rows(pool) == []


async def test_what_postgres_cannot_hold_is_refused_at_once(storage: PostgresStorage, source: Path) -> None:
    os.truncate(filled(source, b""), LARGEST_BLOB_BYTES + 1)
    with pytest.raises(InputRejected, match="S3"):
        await storage.put("films/1.mp4", source, "video/mp4")


async def test_an_unreachable_database_is_transient() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://127.0.0.1:{closed.getsockname()[1]}/none"
        pool = AsyncConnectionPool(url, min_size=0, max_size=1, open=False, timeout=0.2)
        async with pool:
            with pytest.raises(Transient, match="database"):
                await PostgresStorage(pool).head("films/1.mp4")


class Peak:
    """The most memory this process was seen to use, in bytes."""

    rss = 0


@contextmanager
def watched_memory() -> Iterator[Peak]:
    peak, over, process = Peak(), threading.Event(), psutil.Process()

    def watch() -> None:
        while not over.wait(0.002):
            peak.rss = max(peak.rss, process.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    yield peak
    over.set()
    thread.join()


async def test_memory_does_not_grow_with_the_object(storage: PostgresStorage, source: Path, tmp_path: Path) -> None:
    async def peak(megabytes: int) -> int:
        with source.open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(MB))
        with watched_memory() as memory:
            await storage.put("films/1.mp4", source, "video/mp4")
            await storage.fetch("films/1.mp4", tmp_path / "film.mp4")
        return memory.rss

    small = await peak(5)
    assert await peak(60) - small < 10 * MB
