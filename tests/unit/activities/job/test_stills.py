"""Stills are drawn once."""

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

from typing_extensions import override

from activities.job.finishing.stills import STILLS_AT_ONCE, SceneStills
from domain.base import ReportProgress, evolve
from domain.errors import NotFound
from domain.job.filming.first_frame import FirstFrame
from domain.job.takes.left_out import LeftOut
from domain.ports.editor import Editor
from domain.ports.storage import Blob, Storage
from domain.ports.video_and_image import Animatic, Shot
from tests.unit.domain import jobs


class Shelf:
    """What is stored, by key."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.storage: Any = create_autospec(Storage)
        self.storage.head.side_effect = self._head
        self.storage.put.side_effect = self._put
        self.storage.fetch.side_effect = self._fetch

    async def _head(self, key: str) -> Blob | None:
        return Blob(key=key, size=1, content_type="image/jpeg", etag="1") if key in self.objects else None

    async def _put(self, key: str, path: Path, content_type: str) -> Blob:
        self.objects[key] = path.read_bytes()
        return Blob(key=key, size=1, content_type=content_type, etag="1")

    async def _fetch(self, key: str, into: Path) -> None:
        if key not in self.objects:
            raise NotFound(key)
        into.write_bytes(self.objects[key])


class CountingAnimatic(Animatic):
    """Draws when it is told to."""

    def __init__(self) -> None:
        self.drawn: list[Shot] = []
        self.at_once = 0
        self.most_at_once = 0
        self.may_end = asyncio.Event()

    @override
    async def draw_clip(self, shot: Shot, into: Path, progress: ReportProgress) -> tuple[LeftOut, ...]:
        raise NotImplementedError

    @override
    async def draw_still(self, shot: Shot, into: Path) -> None:
        self.drawn.append(shot)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.may_end.wait()
        self.at_once -= 1
        into.write_bytes(b"a still")


async def test_requests_for_one_still_share_one_drawing() -> None:
    animatic, shelf, job = CountingAnimatic(), Shelf(), jobs.in_review()
    stills = SceneStills(shelf.storage, create_autospec(Editor), animatic)
    requests = [asyncio.create_task(stills.key_of(job, job.active_scenes[0])) for _ in range(3)]
    await asyncio.sleep(0)
    animatic.may_end.set()
    keys = {await request for request in requests} | {await stills.key_of(job, job.active_scenes[0])}
    assert len(keys) == len(animatic.drawn) == 1
    assert shelf.objects == dict.fromkeys(keys, b"a still")


async def test_a_request_that_is_given_up_does_not_end_the_drawing_of_others() -> None:
    animatic, shelf, job = CountingAnimatic(), Shelf(), jobs.in_review()
    stills = SceneStills(shelf.storage, create_autospec(Editor), animatic)
    first, second = (asyncio.create_task(stills.key_of(job, job.active_scenes[0])) for _ in range(2))
    while not animatic.drawn:
        await asyncio.sleep(0)
    first.cancel()
    animatic.may_end.set()
    assert await second in shelf.objects
    assert len(animatic.drawn) == 1


async def test_few_stills_are_drawn_at_once() -> None:
    animatic, job = CountingAnimatic(), jobs.in_review("one", "two", "three", "four")
    stills = SceneStills(Shelf().storage, create_autospec(Editor), animatic)
    requests = [asyncio.create_task(stills.key_of(job, scene)) for scene in job.active_scenes]
    while len(animatic.drawn) < STILLS_AT_ONCE:
        await asyncio.sleep(0)
    animatic.may_end.set()
    await asyncio.gather(*requests)
    assert (len(animatic.drawn), animatic.most_at_once) == (4, STILLS_AT_ONCE)


async def test_a_scene_whose_clip_is_gone_from_storage_is_drawn() -> None:
    animatic, shelf, job = CountingAnimatic(), Shelf(), jobs.completed()
    animatic.may_end.set()
    key = await SceneStills(shelf.storage, create_autospec(Editor), animatic).key_of(job, job.active_scenes[0])
    assert shelf.objects[key] == b"a still"


async def test_a_scene_shows_its_first_frame_before_it_is_filmed_and_is_drawn_when_that_is_lost() -> None:
    animatic, shelf, job = CountingAnimatic(), Shelf(), jobs.in_review()
    animatic.may_end.set()
    scene, editor = job.active_scenes[0], create_autospec(Editor)
    editor.preview.side_effect = lambda path, into, _: into.write_bytes(b"small " + path.read_bytes())
    stills = SceneStills(shelf.storage, editor, animatic)
    before = await stills.key_of(job, scene)
    frame = FirstFrame(
        id=jobs.some_id("frame"),
        scene_id=scene.id,
        number=1,
        request="",
        text=scene.text,
        seed=1,
        provider="images",
        model="image-1",
        created_at=jobs.NOW,
        status="done",
        key="first frame",
    )
    scene = evolve(scene, first_frame_id=frame.id)
    job = job.with_first_frame(frame).with_scenes(scene)

    shelf.objects["first frame"] = b"frame"
    shown = await stills.key_of(job, scene)
    assert shelf.objects[shown] == b"small frame"
    assert shown != before

    for key in ("first frame", shown):
        del shelf.objects[key]
    assert shelf.objects[await stills.key_of(job, scene)] == b"a still"
