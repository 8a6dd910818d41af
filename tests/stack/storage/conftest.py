"""Both storages, each on a real server: Postgres, and S3 behind a proxy that can be cut."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from psycopg_pool import AsyncConnectionPool

from domain.ports.storage import Storage
from storage.s3 import connected
from tests.harness.fixtures import NewDatabase
from tests.harness.servers.s3_server import S3Server
from tests.harness.servers.s3_server_build import BUILD_SECONDS
from tests.harness.servers.tcp_proxy import TcpProxy, proxy_to
from tests.stack.storage.stores import PostgresStore, S3Store, Store
from tests.stack.storage.web_server import Site, running_site

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class S3Clients:
    """Clients of the S3 server, through the proxy and direct. They are shared, as a client takes long to create."""

    proxy: TcpProxy
    proxied: "S3Client"
    direct: "S3Client"


@pytest.fixture(scope="session")
def database(new_database: NewDatabase) -> str:
    return new_database("storage")


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool]:
    async with AsyncConnectionPool(database, min_size=1, max_size=4, timeout=5) as pool:
        yield pool
        async with pool.connection() as connection:
            await connection.execute("TRUNCATE asset_blobs")


@pytest.fixture
def postgres_store(pool: AsyncConnectionPool) -> PostgresStore:
    return PostgresStore(pool)


@pytest.fixture(scope="session")
async def s3_clients(s3: S3Server) -> AsyncIterator[S3Clients]:
    target = urlsplit(s3.url).port
    assert target
    async with proxy_to(target) as proxy:
        far = s3.bucket("").model_copy(update={"endpoint_url": f"http://127.0.0.1:{proxy.port}"})
        async with connected(far) as proxied, connected(s3.bucket("")) as direct:
            yield S3Clients(proxy, proxied, direct)


@pytest.fixture
def s3_store(s3: S3Server, s3_clients: S3Clients) -> S3Store:
    """A bucket of the test's own."""
    s3_clients.proxy.release()
    bucket = f"test-{uuid4()}"
    s3_clients.direct.create_bucket(Bucket=bucket)
    return S3Store(s3_clients.proxied, s3_clients.direct, s3.folder / bucket, s3_clients.proxy)


@pytest.fixture(
    params=[
        pytest.param("postgres_store", id="postgres"),
        pytest.param("s3_store", id="s3", marks=pytest.mark.timeout(BUILD_SECONDS)),
    ]
)
def store(request: pytest.FixtureRequest) -> Store:
    """Each storage in turn."""
    store: Store = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def storage(store: Store) -> Storage:
    return store.storage


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source.bin"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as site:
        yield site


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "asset"
