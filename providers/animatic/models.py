"""Clips and pictures by our own renderer, in a process of its own, which a cancellation kills."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Self, TypeVarTuple
from uuid import UUID

from typing_extensions import override

from domain import timeouts
from domain.base import ReportProgress
from domain.deferred import Deferred
from domain.errors import InputRejected
from domain.film_format import Transition, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.ports.storage import Download
from domain.ports.video_and_image import LOGO_FILE, Animatic, Collected, ImageModel, ImageOrder, LocalVideoModel, Shot
from domain.task_queues import RENDER_QUEUE
from media.animatic.drawing import NotDrawn, read_progress
from media.bounded_process import BoundsExceeded, run_bounded
from providers.common.local_models import LocalModel, prompt_of
from providers.common.video_models import video_models

REPORT_EVERY = 0.5

# The renderer is imported by the processes that draw, and never by the one that asks for it.
draw_clip = Deferred[[Shot, Path, Path], tuple[NotDrawn, ...]]("media.animatic.render:draw_clip")
draw_jpeg = Deferred[[Shot, Path], tuple[NotDrawn, ...]]("media.animatic.render:draw_jpeg")
draw_still = Deferred[[Shot, Path], None]("media.animatic.render:draw_still")
write_preview = Deferred[[Path, Path, int], None]("media.decoding.pictures.picture:write_preview")

_SECONDS = 2.0
"""Seconds of a picture's scene, of which one frame is shown."""

_LONGEST_PROMPT = 2_000
_PREVIEW_SIDE = 64

Args = TypeVarTuple("Args")


class _Animatic(LocalModel):
    name = "animatic"
    model = "animatic-1"
    models = (model,)

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls()


class AnimaticVideo(_Animatic, LocalVideoModel, Animatic):
    queue = RENDER_QUEUE
    capabilities = video_models("animatic")

    @override
    def prompt(self, shot: Shot) -> str:
        """Return the scene's words, from which the clip is drawn: they are sent nowhere."""
        return prompt_of(shot.text)

    @override
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> Collected:
        return Collected(left_out=await self.draw_clip(shot, into, progress))

    @override
    async def draw_clip(self, shot: Shot, into: Path, progress: ReportProgress) -> tuple[LeftOut, ...]:
        drawn = into.with_name(f"{into.name}.progress")
        reporting = asyncio.create_task(_report(drawn, progress))
        try:
            not_drawn = await _without_damaging(shot, into, lambda shot: _run(shot, draw_clip, shot, into, drawn))
        finally:
            reporting.cancel()
        return tuple(map(_left_out, not_drawn))

    @override
    async def draw_still(self, shot: Shot, into: Path) -> None:
        await _without_damaging(shot, into, lambda shot: _run(shot, draw_jpeg, shot, into))


class AnimaticImage(_Animatic, ImageModel):
    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        await run_bounded("a reference picture", timeouts.rendering(1), draw_still, _shot(picture), into)


async def _run(shot: Shot, draw: Callable[[*Args], tuple[NotDrawn, ...]], *args: *Args) -> tuple[NotDrawn, ...]:
    return await run_bounded("a picture of the scene", timeouts.rendering(shot.frames), draw, *args)


async def _without_damaging(
    shot: Shot, into: Path, draw: Callable[[Shot], Awaitable[tuple[NotDrawn, ...]]]
) -> tuple[NotDrawn, ...]:
    """Draw the shot. If a picture ends the process that draws, draw it without. Return what is not drawn."""
    try:
        return await draw(shot)
    except BoundsExceeded:
        others = [each for each in (shot.logo, shot.brand_picture) if each]
        damaging = await _damaging((*shot.pictures, *dict.fromkeys(others)), into.with_name(f"{into.name}.preview"))
        if not damaging:
            raise
    lost = {part.picture for part in damaging}
    rest = tuple(one for one in shot.pictures if one not in lost)
    logo, brand = (each if each not in lost else None for each in (shot.logo, shot.brand_picture))
    fewer = shot.model_copy(update={"pictures": rest, "logo": logo, "brand_picture": brand})
    shown = {*shot.pictures, shot.logo}
    return *(part for part in damaging if part.picture in shown), *await draw(fewer)


async def _report(drawn: Path, progress: ReportProgress) -> None:
    while True:
        progress(read_progress(drawn))
        await asyncio.sleep(REPORT_EVERY)


async def _damaging(pictures: Sequence[Path], preview: Path) -> tuple[NotDrawn, ...]:
    """Return the pictures whose decoder crashes or needs too much: each is decoded in a process of its own."""
    found = list[NotDrawn]()
    for picture in pictures:
        try:
            await run_bounded("it", timeouts.DECODE, write_preview, picture, preview, _PREVIEW_SIDE)
        except BoundsExceeded as error:
            found.append(NotDrawn(picture, error.message))
        except InputRejected:
            continue  # which drawing leaves out by itself
    return tuple(found)


def _left_out(part: NotDrawn) -> LeftOut:
    """Return what is not drawn as a part of the take. A shot's pictures are named by the ids of their assets."""
    if part.picture is None:
        return LeftOut(what=Ingredient.CAPTIONS, reason=part.reason)
    what = Ingredient.LOGO if part.picture.name.startswith(LOGO_FILE) else Ingredient.PICTURE
    return LeftOut(what=what, reason=part.reason, asset=UUID(part.picture.name.removeprefix(LOGO_FILE)))


def _shot(picture: ImageOrder) -> Shot:
    """Return a shot of the references, or, if there are none, of a drawn ground whose colours follow from the prompt.

    The prompt itself is for models, not for the audience.
    """
    text = SceneText(
        scenario=Scenario.SOLUTION,
        duration=_SECONDS,
        description=picture.prompt[:_LONGEST_PROMPT],
        script="",
        shot_type=ShotType.MEDIUM,
        transition=Transition.CUT,
    )
    return Shot(
        key=picture.key,
        model=picture.model,
        text=text,
        pictures=picture.references,
        format=picture.format,
        frames=frames(_SECONDS),
        seed=picture.seed,
    )
