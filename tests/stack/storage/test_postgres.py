"""What only Postgres does."""

import os
import socket
from pathlib import Path

import anyio
import pytest
from psycopg_pool import AsyncConnectionPool

from domain.errors import InputRejected, Transient
from storage.postgres import LARGEST_BLOB_BYTES, PostgresStorage
from storage.sliced_storage import SLICE_BYTES
from tests.stack.storage.stores import busy_with


@pytest.fixture
def storage(pool: AsyncConnectionPool) -> PostgresStorage:
    return PostgresStorage(pool)


def filled(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


async def stored(storage: PostgresStorage, key: str, data: bytes, file: Path) -> None:
    await storage.put(key, filled(file, data), "video/mp4")


async def test_a_replaced_object_keeps_its_row(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    async def row_id() -> object:
        async with pool.connection() as connection:
            return await (await connection.execute("SELECT id FROM asset_blobs")).fetchall()

    await stored(storage, "films/1.mp4", b"first", source)
    before = await row_id()
    await stored(storage, "films/1.mp4", b"the second", source)
    assert await row_id() == before


async def test_a_slow_reader_holds_no_connection(database: str, source: Path) -> None:
    async with AsyncConnectionPool(database, min_size=1, max_size=1, timeout=5) as pool:
        storage = PostgresStorage(pool)
        await stored(storage, "slow.mp4", bytes(2 * SLICE_BYTES), source)
        reader = aiter(storage.read("slow.mp4"))
        await anext(reader)
        assert await storage.head("slow.mp4") is not None
        assert await anext(reader) == bytes(SLICE_BYTES)
        await storage.delete("slow.mp4")


async def test_a_cancelled_read_does_not_lose_the_connection(
    storage: PostgresStorage, pool: AsyncConnectionPool, source: Path
) -> None:
    request = anyio.CancelScope()

    async def read() -> None:
        with request:
            await anext(aiter(storage.read("films/1.mp4")))

    await stored(storage, "films/1.mp4", b"film", source)
    async with pool.connection() as connection, anyio.create_task_group() as readers:
        await connection.execute("LOCK TABLE asset_blobs")
        readers.start_soon(read)
        await busy_with(pool, "%substring(data%")
        request.cancel()
        await connection.rollback()
    assert pool.get_stats().get("returns_bad", 0) == 0


async def test_a_file_over_the_limit_of_postgres_is_refused_before_it_is_sent(
    storage: PostgresStorage, source: Path
) -> None:
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
