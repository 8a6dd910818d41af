"""The frame on which the previous scene's clip ends, from which a take that continues that scene begins."""

from pathlib import Path
from uuid import UUID

from activities.common.job_activities import JobActivities
from activities.job.clips.scene_pictures import FIRST_FRAME_SIDE
from domain.errors import InputRejected, NotFound
from domain.film_format import frames
from domain.job.filming.chains import NOT_CHAINED, Chain, chain_of
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import Take
from domain.rules import results
from domain.rules.purchases import purchasing

FoundPicture = tuple[Path | None, tuple[LeftOut, ...]]
"""A JPEG from which the clip begins, if there is one, and what cannot be used of what was meant for it."""


class PreviousNotDone(Exception):
    """The scene before, where the take is to begin, has no clip, or another one than the order was prepared from.

    Nothing is ordered. What is pending then says whether the take is to be prepared again now, or when that scene is
    done.
    """


async def fetch_chain_frame(activities: JobActivities, job: Job, take: Take, into: Path) -> FoundPicture:
    """Write the frame from which the take begins, if it is to continue the scene before, as a JPEG to `into`.

    It is of the clip as its vendor made it, which has no words in it, at the end of what the film shows of it.

    Errors: PreviousNotDone, Transient.
    """
    chain = chain_of(job, take)
    if chain is None:
        raise PreviousNotDone
    previous = job.find_take(chain.previous) if chain.previous else None
    if previous is None:
        return None, (chain.left_out,) if chain.left_out else ()
    clip, shown = into.with_name("scene-before"), chain.frames or frames(job.scene(previous.scene_id).text.duration)
    try:
        if previous.original_key is None:
            raise NotFound(f"take {previous.id} has no clip")
        await activities.storage.fetch(previous.original_key, clip)
        await activities.editor.last_frame(clip, into, shown, FIRST_FRAME_SIDE)
    except NotFound:
        await activities.jobs.change(job.id, lambda job, _: results.mark_original_lost(job, previous.id))
        if take.asked_at is None:
            raise PreviousNotDone from None  # prepared again, it begins elsewhere, maybe from a still, at another price
        reason = "the clip of the scene before is gone from storage"
    except InputRejected as error:
        reason = f"the clip of the scene before cannot be used: {error.message}"
    else:
        return into, ()
    return None, (LeftOut(what=Ingredient.CHAIN, reason=reason),)


def note_chain(job: Job, take_id: UUID, chain: Chain | None, begins_there: bool) -> Job:
    """Record where the take begins that was prepared with this chain. Called in the transaction of the claim.

    Errors: PreviousNotDone if it would begin elsewhere by now.
    """
    take = job.find_take(take_id)
    if take is None or not take.is_open:
        return job
    now = chain_of(job, take)
    if now is None or chain is None or now.previous != chain.previous:
        raise PreviousNotDone
    noted = chain if begins_there else NOT_CHAINED
    return purchasing.begin_at(job, take_id, noted.previous, noted.frames)
