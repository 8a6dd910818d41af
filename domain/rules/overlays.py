"""Record which captions and which logo are drawn into the clip of a take. Nothing is bought for it."""

from typing import Final
from uuid import UUID

from domain.base import evolve
from domain.errors import ErrorInfo
from domain.job.film.captions import overlay_id
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import ANIMATIC, TakeStatus
from domain.rules.results import PreparedClip

_DRAWN: Final = frozenset({Ingredient.CAPTIONS, Ingredient.LOGO})


def mark_captioned(job: Job, take_id: UUID, clip: PreparedClip) -> Job:
    """Record the working clip with the overlay that is drawn into it now. An animatic shows the scene's words then."""
    take = job.find_take(take_id, {TakeStatus.DONE})
    if take is None:
        return job
    kept = evolve(take, left_out=tuple(part for part in take.left_out if part.what not in _DRAWN), **clip.files)
    if take.provider == ANIMATIC and take.text is not None:
        kept = evolve(kept, text=evolve(take.text, script=job.scene(take.scene_id).text.script))
    return job.with_take(kept.without(*clip.not_drawn))


def fail_captioning(job: Job, take_id: UUID, error: ErrorInfo) -> Job:
    """Leave the clip as it is, and note that it lacks the captions that it was to have: no film is lost for them."""
    take = job.find_take(take_id, {TakeStatus.DONE})
    if take is None:
        return job
    lacking = LeftOut(what=Ingredient.CAPTIONS, reason=error.message)
    return job.with_take(evolve(take.without(lacking), overlay=overlay_id(job, job.scene(take.scene_id))))
