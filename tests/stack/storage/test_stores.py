"""What every storage does, by each of them on a real server."""

import asyncio
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest

from domain.errors import NotFound, Transient
from domain.ports.storage import Storage
from domain.storage_keys import asset_key, end_of_job, film_key, job_folder, original_key, scene_picture_key
from storage.postgres import LISTED_AT_ONCE
from storage.s3 import PART_BYTES
from storage.sliced_storage import SLICE_BYTES
from tests.stack.storage.stores import Store

MB = 1024 * 1024


async def content(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([data async for data in storage.read(key, start, end)])


def filled(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


async def stored(storage: Storage, key: str, data: bytes, file: Path) -> None:
    await storage.put(key, filled(file, data), "video/mp4")


@pytest.mark.parametrize(
    "size", [0, 1, SLICE_BYTES - 1, SLICE_BYTES, SLICE_BYTES + 1, 3 * SLICE_BYTES, PART_BYTES, PART_BYTES + 1]
)
async def test_what_is_put_is_read_back(storage: Storage, source: Path, size: int) -> None:
    data = os.urandom(size)
    await stored(storage, "films/1.mp4", data, source)
    assert await content(storage, "films/1.mp4") == data


async def test_put_and_head_return_the_same(storage: Storage, source: Path) -> None:
    blob = await storage.put("films/1.mp4", filled(source, b"a film"), "video/mp4")
    assert (blob.size, blob.content_type, blob.etag) == (6, "video/mp4", hashlib.sha256(b"a film").hexdigest())
    assert await storage.head("films/1.mp4") == blob


async def test_head_of_an_unknown_key_is_none(storage: Storage) -> None:
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
async def test_a_part_is_read_as_python_slices_it(storage: Storage, source: Path, start: int, end: int | None) -> None:
    data = os.urandom(2 * SLICE_BYTES + 5)
    await stored(storage, "films/1.mp4", data, source)
    assert await content(storage, "films/1.mp4", start, end) == data[start:end]


async def test_reading_an_unknown_key_is_not_found(storage: Storage) -> None:
    with pytest.raises(NotFound, match=r"films/none\.mp4"):
        await anext(aiter(storage.read("films/none.mp4", 3, 3)))


async def test_a_second_put_replaces_the_first(storage: Storage, source: Path) -> None:
    await stored(storage, "films/1.mp4", b"first", source)
    await stored(storage, "films/1.mp4", b"the second", source)
    assert await content(storage, "films/1.mp4") == b"the second"


async def test_puts_of_one_key_at_once_leave_one_whole_object(store: Store, storage: Storage, tmp_path: Path) -> None:
    contents = [os.urandom(9 * MB + n) for n in range(4)]
    await asyncio.gather(*(stored(storage, "films/1.mp4", data, tmp_path / str(n)) for n, data in enumerate(contents)))
    assert await content(storage, "films/1.mp4") in contents
    assert await store.keys() == ["films/1.mp4"]


async def test_a_read_never_mixes_two_versions(storage: Storage, source: Path) -> None:
    await stored(storage, "films/1.mp4", bytes(4 * SLICE_BYTES), source)
    reader = aiter(storage.read("films/1.mp4"))
    await anext(reader)
    await stored(storage, "films/1.mp4", os.urandom(4 * SLICE_BYTES), source)
    with pytest.raises(Transient, match="replaced"):
        [slice async for slice in reader]


async def test_a_read_fails_when_the_object_is_deleted_meanwhile(storage: Storage, source: Path) -> None:
    await stored(storage, "films/1.mp4", bytes(4 * SLICE_BYTES), source)
    reader = aiter(storage.read("films/1.mp4"))
    await anext(reader)
    await storage.delete("films/1.mp4")
    with pytest.raises(Transient, match="replaced"):
        [slice async for slice in reader]


async def test_fetch_writes_the_object_to_a_file(storage: Storage, source: Path, tmp_path: Path) -> None:
    data = os.urandom(PART_BYTES + 5)
    await stored(storage, "films/1.mp4", data, source)
    await storage.fetch("films/1.mp4", tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == data


async def test_fetch_of_an_unknown_key_leaves_no_file(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await storage.fetch("films/none.mp4", tmp_path / "film.mp4")
    assert os.listdir(tmp_path) == []


async def test_a_deleted_key_is_gone_and_may_be_deleted_again(storage: Storage, source: Path) -> None:
    await stored(storage, "films/1.mp4", b"film", source)
    await storage.delete("films/1.mp4")
    await storage.delete("films/1.mp4")
    assert await storage.head("films/1.mp4") is None


async def test_objects_are_listed_in_the_order_of_their_keys_with_their_age(
    store: Store, storage: Storage, source: Path
) -> None:
    ids = [UUID(int=n) for n in (1, 2, 3)]
    keys = [asset_key(ids[1]), scene_picture_key("hook", ids[0], "png"), film_key(ids[0], ids[2]), original_key(*ids)]
    for key in reversed(keys):
        await stored(storage, key, b"old", source)
    await store.age(keys[0], timedelta(hours=2))

    async def listed(after: str, until: str | None = None) -> list[str]:
        return [each.key async for each in storage.list_objects(after, until)]

    assert [each.age > timedelta(hours=1) async for each in storage.list_objects("")] == [True, False, False, False]
    assert await listed("") == keys
    assert await listed("", keys[1]) == keys[:2]
    assert await listed(keys[0], keys[2]) == keys[1:3]
    assert await listed(job_folder(ids[0]), end_of_job(ids[0])) == keys[2:]
    assert await listed(keys[-1]) == []


async def test_more_objects_are_listed_than_one_request_returns(storage: Storage, source: Path) -> None:
    keys = sorted(asset_key(uuid4()) for _ in range(LISTED_AT_ONCE + 1))
    filled(source, b"x")
    for start in range(0, len(keys), 8):
        await asyncio.gather(*(storage.put(key, source, "text/plain") for key in keys[start : start + 8]))

    assert [each.key async for each in storage.list_objects("")] == keys


async def test_a_put_that_loses_its_connection_leaves_the_old_object(
    store: Store, storage: Storage, source: Path
) -> None:
    await stored(storage, "films/1.mp4", b"first", source)
    filled(source, os.urandom(30 * MB))
    store.hold()
    upload = asyncio.create_task(storage.put("films/1.mp4", source, "video/mp4"))
    await store.break_off()
    with pytest.raises(Transient, match="could not be used"):
        await upload
    assert await store.content("films/1.mp4") == b"first"


async def test_a_cancelled_put_leaves_nothing(store: Store, storage: Storage, source: Path) -> None:
    filled(source, os.urandom(30 * MB))
    store.hold()
    upload = asyncio.create_task(storage.put("films/1.mp4", source, "video/mp4"))
    await store.busy()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert await store.keys() == []


async def test_a_file_that_changes_while_it_is_stored_is_not_stored(
    store: Store, storage: Storage, source: Path
) -> None:
    os.mkfifo(source)
    writer = threading.Thread(target=source.write_bytes, args=[b"more than its size said"], daemon=True)
    writer.start()
    with pytest.raises(Transient, match="changed"):
        await storage.put("films/1.mp4", source, "video/mp4")
    writer.join(10)
    assert await store.keys() == []


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
    thread.join(10)


async def test_memory_does_not_grow_with_the_object(storage: Storage, source: Path, tmp_path: Path) -> None:
    async def peak(megabytes: int) -> int:
        with source.open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(MB))
        with watched_memory() as memory:
            await storage.put("films/1.mp4", source, "video/mp4")
            await storage.fetch("films/1.mp4", tmp_path / "film.mp4")
        return memory.rss

    small = await peak(32)
    assert await peak(96) - small < 10 * MB
