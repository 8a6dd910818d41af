"""A storage, together with direct access to what it stores."""

import asyncio
import os
import time
from abc import ABC, abstractmethod
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg_pool import AsyncConnectionPool

from domain.ports.storage import Storage
from storage.postgres import PostgresStorage
from storage.s3 import PART_BYTES, LinkingS3Storage
from tests.harness.servers.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import MultipartUploadTypeDef

WAIT_SECONDS = 60.0


class Store(ABC):
    """`storage` is under test; the other methods bypass it."""

    storage: Storage

    @abstractmethod
    async def keys(self) -> list[str]:
        """Return all keys, and those of unfinished uploads."""

    @abstractmethod
    async def content(self, key: str) -> bytes:
        """Return the stored bytes, without the storage's own connection."""

    @abstractmethod
    def hold(self) -> None:
        """Hold the next large put half-way, if that is needed to catch it there."""

    @abstractmethod
    async def busy(self) -> None:
        """Wait until the put has sent some of its bytes, and let it go on."""

    @abstractmethod
    async def break_off(self) -> None:
        """Wait for the same, and cut the connection of the put."""

    @abstractmethod
    async def age(self, key: str, by: timedelta) -> None:
        """Make the object older."""


class PostgresStore(Store):
    def __init__(self, pool: AsyncConnectionPool) -> None:
        self.storage = PostgresStorage(pool)
        self.pool = pool

    async def keys(self) -> list[str]:
        async with self.pool.connection() as connection:
            cursor = await connection.execute("SELECT key FROM asset_blobs")
            return [str(key) for (key,) in await cursor.fetchall()]

    async def content(self, key: str) -> bytes:
        async with self.pool.connection() as connection:
            cursor = await connection.execute("SELECT data FROM asset_blobs WHERE key = %s", [key])
            (data,) = await cursor.fetchone() or (b"",)
            return bytes(data)

    def hold(self) -> None:
        pass

    async def busy(self) -> None:
        await busy_with(self.pool, "COPY asset_blobs%")

    async def break_off(self) -> None:
        process = await busy_with(self.pool, "COPY asset_blobs%")
        async with self.pool.connection() as connection:
            await connection.execute("SELECT pg_terminate_backend(%s)", [process])

    async def age(self, key: str, by: timedelta) -> None:
        async with self.pool.connection() as connection:
            await connection.execute("UPDATE asset_blobs SET created_at = created_at - %s WHERE key = %s", [by, key])


class S3Store(Store):
    """`behind` is a direct client; `storage` uses the proxy."""

    storage: LinkingS3Storage

    def __init__(self, client: "S3Client", behind: "S3Client", folder: Path, proxy: TcpProxy) -> None:
        self.bucket = folder.name
        self.storage = LinkingS3Storage(client, self.bucket)
        self.behind = behind
        self.folder = folder
        self.proxy = proxy

    async def keys(self) -> list[str]:
        def look() -> list[str]:
            objects = self.behind.list_objects_v2(Bucket=self.bucket).get("Contents", [])
            return [each["Key"] for each in objects] + self._unfinished()

        return await asyncio.to_thread(look)

    async def content(self, key: str) -> bytes:
        return (self.folder / key).read_bytes()

    def hold(self) -> None:
        self.proxy.hold(PART_BYTES * 3 // 2)

    async def busy(self) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while not await asyncio.to_thread(self._has_part):
                pass
        self.proxy.release()

    async def break_off(self) -> None:
        await self.busy()
        self.proxy.cut()

    async def age(self, key: str, by: timedelta) -> None:
        then = time.time() - by.total_seconds()
        os.utime(self.folder / key, (then, then))

    def _unfinished(self) -> list[str]:
        return [each["Key"] for each in self._uploads()]

    def _has_part(self) -> bool:
        return any(
            self.behind.list_parts(Bucket=self.bucket, Key=each["Key"], UploadId=each["UploadId"]).get("Parts")
            for each in self._uploads()
        )

    def _uploads(self) -> "list[MultipartUploadTypeDef]":
        return self.behind.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])


async def busy_with(pool: AsyncConnectionPool, query: str) -> int:
    """Wait until the database runs such a query, and return the id of its process."""
    while True:
        async with pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s AND pid <> %s",
                [query, connection.info.backend_pid],
            )
            if row := await cursor.fetchone():
                return int(row[0])
