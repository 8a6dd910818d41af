import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient

from api.http.blob_response import blob_response
from domain.errors import NotFound, Transient
from domain.ports.storage import Blob, ListedObject, Storage

FILM = bytes(range(256)) * 4
ETAG = '"v1"'
SLICE = 100


class MemoryStorage(Storage):
    """Objects in memory, read in slices of 100 bytes; counts the slices that were taken."""

    def __init__(self, **contents: bytes) -> None:
        self.contents = contents
        self.types: dict[str, str] = {}
        self.version = 1
        self.taken = 0

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        raise NotImplementedError

    async def head(self, key: str) -> Blob | None:
        if key not in self.contents:
            return None
        kind = self.types.get(key, "video/mp4")
        return Blob(key=key, size=len(self.contents[key]), content_type=kind, etag=f"v{self.version}")

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        data = self.contents[key][start:end]
        for at in range(0, len(data), SLICE):
            self.taken += 1
            yield data[at : at + SLICE]

    async def fetch(self, key: str, into: Path) -> None:
        raise NotImplementedError

    async def delete(self, key: str) -> None:
        raise NotImplementedError

    def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        raise NotImplementedError


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage(film=FILM, empty=b"")


@pytest.fixture
async def client(storage: MemoryStorage) -> AsyncIterator[AsyncClient]:
    async with app_of(storage) as client:
        yield client


@asynccontextmanager
async def app_of(storage: MemoryStorage) -> AsyncIterator[AsyncClient]:
    app = FastAPI()

    @app.api_route("/{key}", methods=["GET", "HEAD"])
    async def data(key: str, request: Request, name: str = "film.mp4") -> Response:
        return await blob_response(storage, key, request, filename=name, cache_control="no-cache")

    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


def request_for(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/film", "headers": raw})


async def test_an_object_is_sent_whole_with_its_headers(client: AsyncClient) -> None:
    answer = await client.get("/film")
    assert answer.status_code == 200
    assert answer.content == FILM
    assert dict(answer.headers) == {
        "content-type": "video/mp4",
        "content-length": "1024",
        "etag": ETAG,
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "content-disposition": 'inline; filename="film.mp4"',
        "x-content-type-options": "nosniff",
    }


async def test_an_empty_object_is_sent(client: AsyncClient) -> None:
    answer = await client.get("/empty")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")


async def test_head_has_the_same_headers_and_reads_nothing(client: AsyncClient, storage: MemoryStorage) -> None:
    head = await client.head("/film", headers={"Range": "bytes=0-9"})
    assert storage.taken == 0
    assert head.content == b""
    assert head.status_code == 200
    assert head.headers == (await client.get("/film")).headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 1024),
        ("bytes=100-299", 100, 300),
        ("bytes=1023-", 1023, 1024),
        ("bytes=1000-99999", 1000, 1024),
        ("bytes=-1", 1023, 1024),
        ("bytes=-99999", 0, 1024),
        ("BYTES= 5-6 ", 5, 7),
        (f"bytes=5-{'9' * 5000}", 5, 1024),
    ],
)
async def test_a_range_is_sent(client: AsyncClient, asked: str, start: int, end: int) -> None:
    answer = await client.get("/film", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == FILM[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/1024"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["etag"] == ETAG


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=a-b", "bytes=1", "frames=0-1", "", "bytes=--1"]
)
async def test_several_or_malformed_ranges_get_the_whole(client: AsyncClient, asked: str) -> None:
    answer = await client.get("/film", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, FILM)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=2000-3000", "bytes=-0", f"bytes={'9' * 5000}-"])
async def test_a_range_outside_the_object_is_416_with_its_size(client: AsyncClient, asked: str) -> None:
    answer = await client.get("/film", headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */1024"


async def test_a_suffix_range_of_an_empty_object_is_the_whole(client: AsyncClient) -> None:
    assert (await client.get("/empty", headers={"Range": "bytes=-5"})).status_code == 200


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(ETAG, 206), ('"v0"', 200), (f"W/{ETAG}", 200), ("Tue, 01 Sep 2026 00:00:00 GMT", 200)],
)
async def test_a_range_is_applied_only_to_the_version_in_if_range(
    client: AsyncClient, if_range: str, status: int
) -> None:
    answer = await client.get("/film", headers={"Range": "bytes=0-1", "If-Range": if_range})
    assert answer.status_code == status


@pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", "*", f'"a", {ETAG}, "b"'])
async def test_a_version_in_if_none_match_is_not_sent_again(
    client: AsyncClient, storage: MemoryStorage, known: str
) -> None:
    answer = await client.get("/film", headers={"If-None-Match": known, "Range": "bytes=0-1"})
    assert (answer.status_code, answer.content, storage.taken) == (304, b"", 0)
    assert dict(answer.headers) == {"etag": ETAG, "cache-control": "no-cache"}


@pytest.mark.parametrize("known", ['"v0"', "v1", ""])
async def test_an_unknown_version_is_sent(client: AsyncClient, known: str) -> None:
    assert (await client.get("/film", headers={"If-None-Match": known})).status_code == 200


@pytest.mark.parametrize(("wanted", "status"), [(ETAG, 200), ("*", 200), ('"v0"', 412), (f"W/{ETAG}", 412)])
async def test_another_version_than_in_if_match_is_412(client: AsyncClient, wanted: str, status: int) -> None:
    assert (await client.get("/film", headers={"If-Match": wanted})).status_code == status


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("tea.png", 'inline; filename="tea.png"'),
        ("茶.png", "inline; filename=\"_.png\"; filename*=UTF-8''%E8%8C%B6.png"),
        ('a"\r\nX: b', "inline; filename=\"a___X_ b\"; filename*=UTF-8''a%22%0D%0AX%3A%20b"),
    ],
)
async def test_a_file_name_may_be_in_any_script(client: AsyncClient, name: str, header: str) -> None:
    answer = await client.get("/film", params={"name": name})
    assert answer.headers["content-disposition"] == header


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "application/pdf", "x"])
async def test_a_file_that_a_browser_could_run_is_sandboxed(
    client: AsyncClient, storage: MemoryStorage, kind: str
) -> None:
    storage.types["film"] = kind
    answer = await client.get("/film")
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


async def test_an_unknown_object_is_not_found(storage: MemoryStorage) -> None:
    with pytest.raises(NotFound):
        await blob_response(storage, "none", request_for(), filename="x", cache_control="no-cache")


class Replaced(MemoryStorage):
    """Replaced by another version whenever it is read, so many times."""

    times = 1

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        if self.times:
            self.times -= 1
            self.version += 1
        async for data in super().read(key, start, end):
            yield data


async def test_an_object_replaced_at_the_start_is_sent_in_its_new_version() -> None:
    answer = await blob_response(Replaced(film=FILM), "film", request_for(), filename="x", cache_control="no-cache")
    assert answer.headers["etag"] == '"v2"'


async def test_an_object_replaced_again_and_again_is_transient() -> None:
    storage = Replaced(film=FILM)
    storage.times = 10
    with pytest.raises(Transient):
        await blob_response(storage, "film", request_for(), filename="x", cache_control="no-cache")


async def test_storage_is_read_no_faster_than_the_client_reads(storage: MemoryStorage) -> None:
    request = request_for()
    answer = await blob_response(storage, "film", request, filename="x", cache_control="no-cache")
    stuck = asyncio.Event()

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            stuck.set()
            await asyncio.Event().wait()

    async def receive() -> MutableMapping[str, Any]:
        return await asyncio.Future()

    sending = asyncio.create_task(answer(request.scope, receive, send))
    await stuck.wait()
    assert storage.taken == 1
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


class Linked(MemoryStorage):
    """Gives links."""

    async def link(self, key: str, content_type: str, disposition: str) -> str:
        return f"https://s3.example.com/{key}?type={content_type}&name={disposition}"


async def test_a_storage_with_links_is_redirected_to() -> None:
    storage = Linked(film=FILM)
    answer = await blob_response(storage, "film", request_for(), filename="x.mp4", cache_control="private, immutable")
    assert (answer.status_code, answer.body, storage.taken) == (307, b"", 0)
    assert answer.headers["location"].startswith("https://s3.example.com/film?type=video/mp4&name=inline")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"If-Match": ETAG}, 200), ({"If-Match": '"v0"'}, 412), ({"If-None-Match": ETAG}, 304), ({"If-Range": ETAG}, 200)],
)
async def test_a_request_that_names_an_etag_is_not_redirected(headers: dict[str, str], status: int) -> None:
    async with app_of(Linked(film=FILM)) as client:
        assert (await client.get("/film", headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Cookie": "greenlight_session=x"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 307),
    ],
)
async def test_a_page_of_ours_which_may_load_nothing_from_elsewhere_is_not_redirected(
    headers: dict[str, str], status: int
) -> None:
    async with app_of(Linked(film=FILM)) as client:
        assert (await client.get("/film", headers=headers)).status_code == status


async def test_a_head_is_not_redirected() -> None:
    async with app_of(Linked(film=FILM)) as client:
        assert (await client.head("/film")).headers["content-length"] == "1024"


async def test_a_file_that_a_browser_could_run_is_not_redirected() -> None:
    storage = Linked(film=FILM)
    storage.types["film"] = "image/svg+xml"
    answer = await blob_response(storage, "film", request_for(), filename="x", cache_control="no-cache")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
