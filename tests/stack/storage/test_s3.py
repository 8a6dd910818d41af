"""What only S3 does."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from domain.errors import Transient
from domain.storage_keys import asset_key, scene_picture_key
from storage.bucket import Bucket
from storage.s3 import PART_BYTES, LinkingS3Storage, connected
from tests.harness.servers.s3_server import S3Server
from tests.stack.storage.conftest import S3Clients
from tests.stack.storage.stores import S3Store

HOUR = timedelta(hours=1)


@pytest.fixture
def storage(s3_store: S3Store) -> LinkingS3Storage:
    return s3_store.storage


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as http:
        yield http


def filled(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


async def test_a_large_file_has_the_etag_that_a_small_one_has(storage: LinkingS3Storage, source: Path) -> None:
    data = os.urandom(PART_BYTES + 1)
    blob = await storage.put("films/1.mp4", filled(source, data), "video/mp4")
    assert blob.etag == hashlib.sha256(data).hexdigest()
    assert await storage.head("films/1.mp4") == blob


async def test_an_object_put_by_others_has_the_endpoints_etag(s3_store: S3Store, storage: LinkingS3Storage) -> None:
    s3_store.behind.put_object(Bucket=s3_store.bucket, Key="theirs.mp4", Body=b"film")
    blob = await storage.head("theirs.mp4")
    assert blob is not None
    assert blob.etag == hashlib.md5(b"film").hexdigest()


async def test_what_others_keep_in_the_bucket_is_never_listed(storage: LinkingS3Storage, source: Path) -> None:
    ours = [asset_key(UUID(int=1)), scene_picture_key("hook", UUID(int=2), "png")]
    others = ["a.txt", "assets/logo.png", "generated-content/scenes/logo.png", "jobs/2026/log.txt", "zoo/animals.txt"]
    for key in (*ours, *others):
        await storage.put(key, filled(source, b"old"), "text/plain")
    assert [listed.key async for listed in storage.list_objects("")] == ours


async def test_a_large_file_that_changes_while_it_is_stored_is_not_stored(
    s3_store: S3Store, storage: LinkingS3Storage, source: Path
) -> None:
    filled(source, bytes(4 * PART_BYTES))
    s3_store.hold()
    upload = asyncio.create_task(storage.put("films/1.mp4", source, "video/mp4"))
    await s3_store.busy()
    with source.open("r+b") as file:
        file.seek(-4, os.SEEK_END)
        file.write(b"new!")
    with pytest.raises(Transient, match="changed"):
        await upload
    assert await s3_store.keys() == []


@pytest.mark.parametrize("size", [4, PART_BYTES + 1])
async def test_nothing_is_put_into_a_bucket_that_is_not_there(s3_clients: S3Clients, source: Path, size: int) -> None:
    with pytest.raises(Transient, match="NoSuchBucket"):
        await LinkingS3Storage(s3_clients.direct, "no-such-bucket").put(
            "a.mp4", filled(source, bytes(size)), "video/mp4"
        )


async def test_nothing_is_known_of_a_bucket_that_is_not_there(s3_clients: S3Clients) -> None:
    storage = LinkingS3Storage(s3_clients.direct, "no-such-bucket")
    with pytest.raises(Transient):
        await storage.head("films/1.mp4")
    with pytest.raises(Transient):
        await anext(storage.list_objects(""))


async def test_a_refused_access_key_is_a_transient_error_with_the_endpoints_message(
    s3: S3Server, s3_store: S3Store
) -> None:
    stranger = s3.bucket(s3_store.bucket).model_copy(update={"secret_access_key": SecretStr("wrong")})
    async with connected(stranger) as client:
        with pytest.raises(Transient, match="SignatureDoesNotMatch"):
            await anext(aiter(LinkingS3Storage(client, s3_store.bucket).read("films/1.mp4")))


async def test_an_unreachable_endpoint_is_a_transient_error(s3_store: S3Store, storage: LinkingS3Storage) -> None:
    s3_store.proxy.cut()
    with pytest.raises(Transient, match="could not be used"):
        await storage.head("films/1.mp4")


async def test_a_link_answers_with_the_type_and_name_it_was_made_for(
    storage: LinkingS3Storage, source: Path, http: httpx.AsyncClient
) -> None:
    await storage.put("films/1.mp4", filled(source, b"a film"), "video/mp4")
    link = await storage.link("films/1.mp4", "video/webm", "inline; filename*=UTF-8''%E8%8C%B6.webm")
    answer = await http.get(link, headers={"Range": "bytes=2-"})
    assert (answer.status_code, answer.content) == (206, b"film")
    assert answer.headers["content-type"] == "video/webm"
    assert answer.headers["content-disposition"].endswith("%E8%8C%B6.webm")


async def test_a_link_is_good_for_its_object_and_for_minutes_only(
    storage: LinkingS3Storage, source: Path, http: httpx.AsyncClient
) -> None:
    for key in ("films/1.mp4", "films/2.mp4"):
        await storage.put(key, filled(source, b"a film"), "video/mp4")
    link = await storage.link("films/1.mp4", "video/mp4", "inline")
    longer = await http.get(link.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"))
    other = await http.get(link.replace("1.mp4", "2.mp4"))
    assert (longer.status_code, other.status_code) == (403, 403)


@pytest.mark.parametrize(
    ("bucket", "begins"),
    [
        (Bucket(name="ads", region="eu-west-1"), "https://ads.s3.eu-west-1.amazonaws.com/films/1.mp4?"),
        (
            Bucket(name="ads", region="eu-west-1", endpoint_url="https://x.storage.supabase.co/storage/v1/s3"),
            "https://x.storage.supabase.co/storage/v1/s3/ads/films/1.mp4?",
        ),
        (Bucket(name="ads", endpoint_url="http://minio:9000/"), "http://minio:9000/ads/films/1.mp4?"),
    ],
    ids=["amazon", "supabase", "minio"],
)
async def test_the_addressing_style_follows_from_the_endpoint(bucket: Bucket, begins: str) -> None:
    keys = {"access_key_id": SecretStr("a"), "secret_access_key": SecretStr("b")}
    async with connected(bucket.model_copy(update=keys)) as client:
        link = await LinkingS3Storage(client, bucket.name).link("films/1.mp4", "video/mp4", "inline")
    assert link.startswith(begins)
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
