"""Scenes that begin where the clip of the scene before them ended: which waits for which, and when one is stale.

The take of such a scene, a follower, waits until the current take of the active scene before it is done. It is decided
once, when the take is ordered, from which take it begins (`Take.chained_from`). Whatever becomes of that take later, a
follower is filmed again only if a person asks for it.
"""

from uuid import UUID

from domain.base import Frozen
from domain.film_format import frames
from domain.job.filming.choices import MAX_CHAIN
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import ANIMATIC, Take, TakeStatus


class Chain(Frozen):
    """Where a take begins: behind the first `frames` frames of the take `previous`, which the film shows; without one
    as a scene does that follows none.

    `left_out` says why it has no previous one though its scene wants one.
    """

    previous: UUID | None = None
    frames: int | None = None
    left_out: LeftOut | None = None


NOT_CHAINED = Chain()


def wants_chain(text: SceneText | None) -> bool:
    """Return whether a scene of that text is to begin where the one before it ends."""
    return text is not None and text.filming is not None and text.filming.chain_from_previous


def scene_before(job: Job, scene: Scene) -> Scene | None:
    """Return the active scene before the scene; None if it is the first."""
    return next((each for each in reversed(job.active_scenes) if each.number < scene.number), None)


def links(job: Job, take: Take) -> int:
    """Return how many takes before it each began the next one, up to this take."""
    count, previous = 0, take.chained_from
    while previous is not None:
        count += 1
        found = job.find_take(previous)
        previous = found.chained_from if found else None
    return count


def chain_of(job: Job, take: Take) -> Chain | None:
    """Return where the take begins; None while that is not known, because the scene before has no clip yet.

    What is noted with its order stays. Until it is ordered, that is where the scene before ends now.
    """
    if not wants_chain(take.text) or take.provider == ANIMATIC:
        return NOT_CHAINED
    if take.asked_at is not None:
        return Chain(previous=take.chained_from, frames=take.chained_frames)
    if take.still is not None and take.still.asked_at is not None:
        return Chain(left_out=_left_out("the picture from which it begins was ordered already"))
    before = scene_before(job, job.scene(take.scene_id))
    if before and before.clip is None and not _is_drawn(before):
        return None
    if why := _hindrance(before, _links_to(job, before)):
        return Chain(left_out=why)
    assert before
    assert before.clip
    return Chain(previous=before.clip.id, frames=frames(before.text.duration))


def chain_left_out(job: Job, scene: Scene, text: SceneText) -> LeftOut | None:
    """Return why a clip of the text that wants to begin where the scene before ends will not, as far as can be said
    now; None if it will, or does not want to."""
    if not wants_chain(text) or will_be_chained(job, scene, text):
        return None
    before = scene_before(job, scene)
    return _hindrance(before, _links_to(job, before))


def _hindrance(before: Scene | None, links: int) -> LeftOut | None:
    """Return why no clip begins where that scene ends, which is that many links away from one that follows none."""
    if before is None:
        return _left_out("it is the first scene of the film")
    if _is_drawn(before):
        return _left_out("the scene before is an animatic, into which words are drawn")
    if before.clip and before.clip.original_key is None:
        return _left_out("the clip of the scene before is gone from storage")
    if links >= MAX_CHAIN:
        most = f"at most {MAX_CHAIN} scenes in a row begin where the one before them ends"
        return _left_out(f"{most}, because the picture drifts with each")
    return None


def _is_drawn(scene: Scene) -> bool:
    """Return whether the scene's clip is an animatic, or is being made as one."""
    return scene.take is not None and scene.take.provider == ANIMATIC and not scene.needs_take


def _left_out(reason: str) -> LeftOut:
    return LeftOut(what=Ingredient.CHAIN, reason=reason)


def awaited_scene(job: Job, scene: Scene) -> Scene | None:
    """Return the scene before, if the scene's take waits for its clip. Nothing of a take that waits is ordered."""
    take = scene.take
    if take is None or take.status is not TakeStatus.WANTED:
        return None
    return scene_before(job, scene) if chain_of(job, take) is None else None


def is_held_up(job: Job, scene: Scene) -> bool:
    """Return whether its take waits, directly or behind others that wait, for a scene that nobody films."""
    awaited = awaited_scene(job, scene)
    return awaited is not None and (awaited.needs_take or is_held_up(job, awaited))


def will_be_chained(job: Job, scene: Scene, text: SceneText) -> bool:
    """Return whether a clip of the text, for that scene, begins where the scene before ends, as far as can be said now.

    That is known of an open take once the scene before is done.
    """
    take = scene.take
    chain = chain_of(job, take) if take and take.is_open and take.text == text else None
    return chain.previous is not None if chain else _expected_links(job, scene, text) > 0


def _expected_links(job: Job, scene: Scene, text: SceneText) -> int:
    if not wants_chain(text):
        return 0
    before = scene_before(job, scene)
    behind = _links_to(job, before)
    return 0 if _hindrance(before, behind) else behind + 1


def _links_to(job: Job, scene: Scene | None) -> int:
    """Return how many clips before the scene's clip each begin the next one, up to it, as far as can be said now."""
    take = scene.take if scene else None
    if take and (take.status is TakeStatus.DONE or (take.asked_at is not None and take.is_open)):
        return links(job, take)
    return _expected_links(job, scene, scene.text) if scene else 0


def continues_another_take(job: Job, scene: Scene) -> bool:
    """Return whether its clip begins where a take ended that is not the one before it in the film any more, or of which
    the film shows less or more by now.

    While the scene before is filmed again, its clip of before is still the one in the film.
    """
    if scene.clip is None or scene.clip.chained_from is None:
        return False
    before = scene_before(job, scene)
    if before is None or scene.clip.chained_from not in (before.take_id, before.fallback_id):
        return True
    return scene.clip.chained_frames not in (None, frames(before.text.duration))


def is_stale(job: Job, scene: Scene) -> bool:
    """Return whether its clip shows another text than the scene has, or does not continue the scene before it."""
    return scene.is_stale or continues_another_take(job, scene)
