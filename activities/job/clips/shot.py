"""Prepare a take's shot: its pictures as files, and what of its wishes the model takes."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from activities.common.inputs import TakeTask
from activities.job.clips.clip_beginning import ClipBeginning
from activities.job.clips.scene_pictures import FIRST_FRAME_SIDE
from activities.job.finishing.brand_look import with_brand
from domain.base import evolve
from domain.brief import CaptionStyle
from domain.film_format import frames
from domain.job.film.captions import clip_words
from domain.job.filming.choices import AS_USUAL, SceneAudio, scene_audio
from domain.job.filming.wishes import lacking, wished_references, wishes_of
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import Take
from domain.ports.video_and_image import LocalVideoModel, Shot
from domain.vendors.video_capabilities import VideoCapabilities, granted


@dataclass(frozen=True)
class ShotPreparation(ClipBeginning):
    async def prepare_shot(
        self, task: TakeTask, job: Job, take: Take, folder: Path
    ) -> tuple[Shot, tuple[LeftOut, ...]]:
        """Return the take's shot with its files in `folder`, and what of it the clip will lack.

        Errors: OrderPending, PreviousNotDone.
        """
        assert take.text is not None
        model = self.catalog.video(take.provider)
        pictures, left_out = await self.fetch_pictures(job, take.text, folder)
        shot = evolve(shot_of(job, take), pictures=pictures)
        if take.order_id is None and model.begins_from_a_still:
            shot, more = await self._with_references(job, take, shot, folder)
            left_out = (*left_out, *more)
            if left_out:  # a picture that was just found to be lost makes way for a still
                job, take = await self.load_take(task)
            first_frame, unusable = await self.first_frame(task, job, take, shot, folder)
            can = model.capabilities.get(take.model)
            shot, unmet = _as_the_model_takes_it(job, take, evolve(shot, first_frame=first_frame), can)
            left_out = (*left_out, *unusable, *unmet)
        if isinstance(model, LocalVideoModel):
            shot, lost = await with_brand(job, shot, partial(self.fetch_asset, job), folder)
            left_out = (*left_out, *lost)
        return shot, left_out

    async def _with_references(
        self, job: Job, take: Take, shot: Shot, folder: Path
    ) -> tuple[Shot, tuple[LeftOut, ...]]:
        """Return the shot with its references and its last frame as JPEGs, and those that cannot be had."""
        assert take.text is not None
        references, left_out = await self.fetch_references(job, wished_references(job, take.text), folder)
        shot = evolve(shot, references=references)
        wished = (take.text.filming or AS_USUAL).last_frame
        if wished is None:
            return shot, left_out
        last_frame = folder / "last-frame.jpg"
        if why := await self.fetch_jpeg(job, wished, last_frame, FIRST_FRAME_SIDE):
            return shot, (*left_out, LeftOut(what=Ingredient.LAST_FRAME, asset=wished, reason=why))
        return evolve(shot, last_frame=last_frame), left_out


def shot_of(job: Job, take: Take) -> Shot:
    """Return the take's shot without its pictures."""
    assert take.text is not None
    scene, production = job.scene(take.scene_id), job.brief.production
    return Shot(
        key=str(take.id),
        model=take.model,
        text=take.text,
        audio=scene_audio(production, take.text.filming) is SceneAudio.NATIVE,
        format=job.brief.format,
        frames=frames(take.text.duration),
        seed=take.seed,
        shares_seed=not scene.owns_seed_of(take),
        source_url=take.source_url,
        words=clip_words(job, scene),
        caption_style=production.caption_style or CaptionStyle.PLAIN if production.is_captioned else None,
        brand=job.brief.creative.brand,
    )


def _as_the_model_takes_it(
    job: Job, take: Take, shot: Shot, model: VideoCapabilities | None
) -> tuple[Shot, tuple[LeftOut, ...]]:
    """Return the shot without what the model does not take, and what that is. None: nobody knows what it takes."""
    assert take.text is not None
    if model is None:
        return shot, ()
    wishes = evolve(
        wishes_of(job, take.text, model, has_first_frame=shot.first_frame is not None),
        last_frame=shot.last_frame is not None,
        references=len(shot.references),
    )
    takes = granted(model, wishes)
    taken = evolve(
        shot,
        audio=takes.audio,
        first_frame=shot.first_frame if takes.first_frame else None,
        last_frame=shot.last_frame if takes.last_frame else None,
        references=shot.references[: takes.references],
    )
    return taken, lacking(model, wishes)
