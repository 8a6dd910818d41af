"""Stills of scenes: drawn when somebody asks for them, and kept."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from activities.common.working_directory import working_directory
from activities.job.finishing.brand_look import with_brand
from domain.errors import NotFound
from domain.film_format import FilmFormat, frames
from domain.job.filming.first_frame_choice import chosen_first_frame
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.pictures import drawing_seed, scene_assets, scene_picture_id, still_format
from domain.job.scene import Scene
from domain.job.takes.take import Take
from domain.ports.editor import Editor
from domain.ports.storage import Storage
from domain.ports.video_and_image import Animatic, Shot
from domain.storage_keys import scene_still_key

STILLS_AT_ONCE = 2
"""Stills that one process draws at the same time."""


class SceneStills:
    """A filmed scene's still is the frame in the middle of its clip, another's is the first frame that was chosen for
    it; without either it is drawn as the animatic draws it."""

    def __init__(self, storage: Storage, editor: Editor, animatic: Animatic) -> None:
        self._storage = storage
        self._editor = editor
        self._animatic = animatic
        self._slots = asyncio.Semaphore(STILLS_AT_ONCE)
        self._drawing: dict[str, asyncio.Task[None]] = {}

    async def key_of(self, job: Job, scene: Scene, take: Take | None = None, width: int | None = None) -> str:
        """Return the key under which the still is stored, a JPEG, and draw it if it is not stored yet.

        With `take`, which has a clip, it is a frame of that clip. Requests for one still share one drawing, which goes
        on when a request is given up. Errors: InputRejected when drawing needs too much, Transient.
        """
        size = still_format(job, width)
        key = scene_still_key(job.id, scene_picture_id(job, scene, take), size.width)
        if await self._storage.head(key) is None:
            await self._once(key, self._make(job, scene, take or scene.clip, size, key))
        return key

    async def _once(self, key: str, make: Coroutine[Any, Any, None]) -> None:
        if key in self._drawing:
            make.close()
        else:
            self._drawing[key] = asyncio.create_task(make)
            self._drawing[key].add_done_callback(lambda done: self._forget(key, done))
        await asyncio.shield(self._drawing[key])

    def _forget(self, key: str, done: asyncio.Task[None]) -> None:
        del self._drawing[key]
        if not done.cancelled():
            done.exception()  # else asyncio complains when every request was given up

    async def _make(self, job: Job, scene: Scene, clip: Take | None, size: FilmFormat, key: str) -> None:
        async with self._slots:
            with working_directory() as folder:
                still = folder / "still.jpg"
                if clip:
                    is_shown = await self._take_frame(clip, folder / "clip", still, size)
                else:
                    is_shown = await self._show_first_frame(job, scene, folder, still, size)
                if not is_shown:
                    shot = await scene_shot(self._storage, job, scene, size, folder)
                    await self._animatic.draw_still(shot, still)
                await self._storage.put(key, still, "image/jpeg")

    async def _take_frame(self, take: Take, clip: Path, into: Path, size: FilmFormat) -> bool:
        """Write a frame of the take's clip. Return False if the clip is gone from storage."""
        assert take.working_key is not None
        try:
            await self._storage.fetch(take.working_key, clip)
        except NotFound:
            return False
        await self._editor.preview(clip, into, max(size.width, size.height))
        return True

    async def _show_first_frame(self, job: Job, scene: Scene, folder: Path, into: Path, size: FilmFormat) -> bool:
        """Write the scene's first frame. Return False if none is chosen, or it is gone from storage."""
        picture = await fetch_first_frame(self._storage, job, scene, folder)
        if picture is None:
            return False
        await self._editor.preview(picture, into, max(size.width, size.height))
        return True


async def fetch_first_frame(storage: Storage, job: Job, scene: Scene, folder: Path) -> Path | None:
    """Return the first frame that was chosen for the scene, as a file in `folder`; None if there is none, or it is gone
    from storage."""
    chosen = chosen_first_frame(job, scene)
    if chosen is None or chosen.key is None:
        return None
    into = folder / str(chosen.id)
    with suppress(NotFound):
        await storage.fetch(chosen.key, into)
        return into
    return None


async def scene_shot(storage: Storage, job: Job, scene: Scene, size: FilmFormat, folder: Path) -> Shot:
    """Return the shot that the animatic draws of the scene: of its first frame, else of its pictures without lost ones.

    They are put into `folder`.
    """
    first_frame = await fetch_first_frame(storage, job, scene, folder)
    pictures = [first_frame] if first_frame else list[Path]()
    for asset in () if first_frame else scene_assets(job, scene.text):
        assert asset.blob_key is not None
        with suppress(NotFound):
            await storage.fetch(asset.blob_key, folder / str(asset.id))
            pictures.append(folder / str(asset.id))
    shot = Shot(
        key=str(scene_picture_id(job, scene)),
        model="",
        text=scene.text,
        pictures=tuple(pictures),
        format=size,
        frames=frames(scene.text.duration),
        seed=drawing_seed(scene),
    )
    shot, _ = await with_brand(job, shot, partial(_fetch, storage), folder)
    return shot


async def _fetch(storage: Storage, asset: JobAsset, into: Path) -> bool:
    if asset.blob_key is None:
        return False
    with suppress(NotFound):
        await storage.fetch(asset.blob_key, into)
        return True
    return False
