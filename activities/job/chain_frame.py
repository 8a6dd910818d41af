"""The frame on which the clip of the scene before ends, from which a take that follows it begins."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from activities.common.job_activities import JobActivities
from domain.errors import InputRejected, NotFound
from domain.film_format import frames
from domain.job.chains import NOT_CHAINED, chain_of
from domain.job.left_out import Ingredient, LeftOut
from domain.job.model import Job
from domain.job.take import Take
from domain.rules import purchasing

FIRST_FRAME_SIDE = 1920
"""Pixels of the long side of the picture from which a vendor films."""


class PreviousNotDone(Exception):
    """The scene before, whose end the take is to continue, has no clip, or another one than the order was made for.

    Nothing is ordered. The end of that scene's take makes this one pending again.
    """


@dataclass(frozen=True)
class ChainFrame:
    """The JPEG from which the take begins; None if it follows no other. `planned` is the take that it was to follow,
    also if that has no frame to be had. `left_out` says why it does not follow the scene before."""

    path: Path | None = None
    planned: UUID | None = None
    left_out: tuple[LeftOut, ...] = ()

    def note(self, job: Job, take_id: UUID) -> Job:
        """Record the take that is followed, in the transaction that claims the order. Errors: PreviousNotDone."""
        take = job.find_take(take_id)
        if take is None or not take.is_open:
            return job
        chain = chain_of(job, take)
        if chain is None or chain.previous != self.planned:
            raise PreviousNotDone
        return purchasing.begin_at(job, take_id, self.planned if self.path else None)


async def fetch_chain_frame(activities: JobActivities, job: Job, take: Take, folder: Path) -> ChainFrame:
    """Return the frame from which the take begins, as a file in `folder`. Errors: PreviousNotDone, Transient.

    It is of the clip as its vendor made it, which has no words in it, at the end of what the film shows of it.
    """
    chain = chain_of(job, take)
    if chain is None:
        raise PreviousNotDone
    if chain == NOT_CHAINED:
        return ChainFrame()
    previous = job.find_take(chain.previous) if chain.previous else None
    if previous is None:
        return ChainFrame(left_out=(chain.left_out,) if chain.left_out else ())
    clip, into = folder / "previous", folder / "chain-frame.jpg"
    try:
        if previous.original_key is None:
            raise NotFound("")
        await activities.storage.fetch(previous.original_key, clip)
        shown = frames(job.scene(previous.scene_id).text.duration)
        await activities.editor.last_frame(clip, into, shown, FIRST_FRAME_SIDE)
    except NotFound:
        reason = "the clip of the scene before is gone from storage"
    except InputRejected as error:
        reason = f"the clip of the scene before cannot be used: {error.message}"
    else:
        return ChainFrame(path=into, planned=previous.id)
    return ChainFrame(planned=previous.id, left_out=(LeftOut(what=Ingredient.CHAIN, reason=reason),))
