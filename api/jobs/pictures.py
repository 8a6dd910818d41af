"""Answers with what a job shows: stills, poster, preview and captions. For routes of clients and pages of guests."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from fastapi import Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field

from activities.common.inputs import PreviewTask
from api.container import Container
from api.http.blob_response import blob_response, content_disposition
from api.http.conditional import entity_tag, listed, names
from api.schemas.common import Data
from domain.base import Wire
from domain.deferred import Deferred
from domain.errors import NotFound
from domain.job.film.captions import CaptionFormat, CaptionLine, film_captions
from domain.job.model import Job
from domain.job.pictures import LARGEST_STILL_SIDE, preview_clip_id, preview_id, scene_picture_id
from domain.job.scene import Scene
from domain.job.takes.take import Take
from domain.language.languages import film_language
from domain.ports.storage import Storage
from domain.storage_keys import preview_clip_key, preview_key

caption_file = Deferred[[Iterable[CaptionLine], CaptionFormat, str | None], str](
    "media.text.caption_files:caption_file"
)
"""Imported with the first captions: it needs the fonts."""

_REVALIDATE = "private, no-cache"
_FOR_GOOD = "private, max-age=31536000, immutable"
"""Of a URL that names the content which it answers with: another picture has another URL."""

CAPTION_MEDIA_TYPES: Final = {CaptionFormat.VTT: "text/vtt", CaptionFormat.SRT: "application/x-subrip"}

_RETRY_AFTER_SECONDS = 1
_ZIPPED_WIDTH = LARGEST_STILL_SIDE


class PreviewState(Wire):
    """`progress` is the part that is rendered, from 0 to 1."""

    status: Literal["rendering"] = "rendering"
    progress: float = Field(examples=[0.5])


async def still_response(
    container: Container,
    request: Request,
    job: Job,
    scene: Scene,
    *,
    take: Take | None = None,
    version: str | None = None,
    width: int | None = None,
) -> Response:
    """Answer with the scene's still as a JPEG, drawn now if need be: of the take, which has a clip, if one is given.

    `version` is the `v` of the URL: with the content's id, the answer may be kept for good. Errors: InputRejected when
    drawing needs too much, Transient.
    """
    key = await container.stills.key_of(job, scene, take, width)
    return await blob_response(
        container.storage,
        key,
        request,
        filename=f"{job.title} scene {scene.number}.jpg",
        cache_control=_cache_control(version, scene_picture_id(job, scene, take)),
    )


async def poster_response(
    container: Container, request: Request, job: Job, version: str | None = None, width: int | None = None
) -> Response:
    """Answer with the first scene's still. Errors: NotFound before there is a storyboard, as `still_response`."""
    return await still_response(container, request, job, _scenes(job)[0], version=version, width=width)


async def preview_response(
    container: Container, request: Request, job: Job, longest: timedelta, version: str | None = None
) -> Response:
    """Answer with the preview of the scenes as they are now, or with 202 while it is rendered, after so long at most.

    Errors: NotFound before there is a storyboard, Transient, and what the rendering failed of.
    """
    scenes, preview = _scenes(job), preview_id(job)
    assert preview is not None
    key = preview_key(job.id, preview)
    if await container.storage.head(key) is None:
        task = PreviewTask(job=job.id, preview=preview, scenes=tuple(scene.id for scene in scenes))
        is_done = await container.gateway.render_preview(task, job.brief.context.client_id, longest)
        if not is_done or await container.storage.head(key) is None:
            return await _still_rendering(container.storage, job)
    filename, cache_control = f"{job.title} preview.mp4", _cache_control(version, preview)
    return await blob_response(container.storage, key, request, filename=filename, cache_control=cache_control)


async def captions_response(request: Request, job: Job, format: CaptionFormat = CaptionFormat.VTT) -> Response:
    """Answer with what is read in the film, in step with its words. Errors: NotFound before there is a storyboard.

    Long scripts take seconds to divide: other requests do not wait for it.
    """
    language = film_language(job.brief)
    _scenes(job)
    content = (await asyncio.to_thread(caption_file, film_captions(job), format, language)).encode()
    headers = {"ETag": entity_tag(content), "Cache-Control": _REVALIDATE}
    if names(listed(request, "If-None-Match"), headers["ETag"], weakly=True):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = content_disposition(f"{job.title}.{format}")
    if language:
        headers["Content-Language"] = language
    return Response(content, media_type=f"{CAPTION_MEDIA_TYPES[format]}; charset=utf-8", headers=headers)


async def stills_response(container: Container, job: Job) -> Response:
    """Answer with a zip that has a JPEG of each scene, `01 hook.jpg`. All are drawn before the answer begins.

    Errors: NotFound before there is a storyboard, as `still_response`.
    """
    scenes = _scenes(job)
    keys = await asyncio.gather(*(container.stills.key_of(job, scene, width=_ZIPPED_WIDTH) for scene in scenes))
    files = [(f"{scene.number:02} {scene.text.scenario}.jpg", key) for scene, key in zip(scenes, keys, strict=True)]
    disposition = content_disposition(f"{job.title} stills.zip", "attachment")
    headers = {"Content-Disposition": disposition, "Cache-Control": _REVALIDATE}
    return StreamingResponse(_zipped(container.storage, files), media_type="application/zip", headers=headers)


def _scenes(job: Job) -> tuple[Scene, ...]:
    if not job.active_scenes:
        raise NotFound(f"job {job.id} has no storyboard yet; it is {job.status}")
    return job.active_scenes


def _cache_control(version: str | None, content: UUID) -> str:
    return _FOR_GOOD if version == str(content) else _REVALIDATE


async def _still_rendering(storage: Storage, job: Job) -> Response:
    """Return 202 with the part of the work that is stored: a clip of each scene, and the cut."""
    keys = [preview_clip_key(job.id, preview_clip_id(job, scene)) for scene in job.active_scenes]
    done = sum([await storage.head(key) is not None for key in keys])
    state = PreviewState(progress=round(done / (len(keys) + 1), 2))
    headers = {"Retry-After": str(_RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return JSONResponse(Data(data=state).model_dump(mode="json", by_alias=True), 202, headers)


class _Sent:
    """What a zip file is written into. It cannot seek, so that what is written is never changed again."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes, /) -> int:
        self._data.extend(data)
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._data)
        self._data.clear()
        return taken


async def _zipped(storage: Storage, files: Sequence[tuple[str, str]]) -> AsyncIterator[bytes]:
    """Yield a zip of these names and keys of objects. One object at a time is in memory."""
    sent = _Sent()
    with ZipFile(sent, "w") as archive:
        for name, key in files:
            archive.writestr(ZipInfo(name), b"".join([part async for part in storage.read(key)]))
            yield sent.take()
    yield sent.take()
