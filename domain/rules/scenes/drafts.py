"""Make drafts final: scenes that a model's cheap variant filmed are filmed by the model itself, one by one or all."""

from collections.abc import Sequence

from domain.base import evolve
from domain.errors import Invalid
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.takes.take import Take, TakeStatus
from domain.rules.scenes.filming import check_takes
from domain.rules.scenes.scenes import scene_named
from domain.rules.scenes.takes import MessageContext, VideoModelChoice, drawn_still, with_new_take


def scenes_with_drafts(job: Job) -> tuple[Scene, ...]:
    """Return the active scenes whose clip is a draft."""
    return tuple(scene for scene in job.active_scenes if scene.clip and scene.clip.is_draft)


def may_make_final(job: Job) -> bool:
    return job.status in (JobStatus.PROCESSING, JobStatus.COMPLETED) and bool(scenes_with_drafts(job))


def final_choice(choice: VideoModelChoice) -> VideoModelChoice:
    """Return the model that makes scenes final, of the choice for new takes."""
    return choice.final or choice


def make_final(job: Job, numbers: Sequence[int] | None, context: MessageContext) -> Job:
    """Add a take by the final model to each of these scenes, or to each whose clip is a draft.

    It films what the draft shows, from the draft's still and with its seed. If it fails, the draft is the scene's clip
    again.

    Errors: NotFound, and Invalid if a scene has no draft, is being filmed, or may have been ordered already.
    """
    named = None if numbers is None else [scene_named(job, number) for number in dict.fromkeys(numbers)]
    scenes = scenes_with_drafts(job) if named is None else named
    context = evolve(context, model_choice=final_choice(context.model_choice))
    drafts = [evolve(scene, text=_draft_of(scene).text or scene.text) for scene in scenes]
    check_takes(job, drafts, context.model_choice)
    job = job.with_scenes(*(_with_final_take(scene, context) for scene in scenes))
    return evolve(job, status=JobStatus.PROCESSING)


def _with_final_take(scene: Scene, context: MessageContext) -> Scene:
    draft = _draft_of(scene)
    with_final = with_new_take(scene, context)
    assert with_final.take is not None
    take = evolve(with_final.take, text=draft.text, still=drawn_still(draft))
    if not any(_looks_the_same(take, draft.seed, other) for other in scene.takes):
        take = evolve(take, seed=draft.seed)
    return evolve(with_final, takes=(*with_final.takes[:-1], take))


def _draft_of(scene: Scene) -> Take:
    """Return the scene's clip. Errors: Invalid if it is no draft, or if another take may be paid for."""
    if scene.take and scene.take.is_open:
        raise Invalid(f"scene {scene.number} is being filmed; wait until it is done, then finish it")
    if scene.clip is None:
        raise Invalid(f"scene {scene.number} has no clip; film it first")
    if not scene.clip.is_draft:
        raise Invalid(f"scene {scene.number} is final already; regenerate it to have another take")
    for take in scene.takes:
        if take.status is TakeStatus.STOPPING:
            raise Invalid(f"an order of scene {scene.number} is being stopped; wait until it is, then finish it")
        if take.is_in_doubt and take.status is TakeStatus.FAILED and take.number > scene.clip.number:
            raise Invalid(
                f"{take.provider} may have taken an order of scene {scene.number} and cannot say; "
                "look there, and regenerate the scene before it is finished"
            )
    return scene.clip


def _looks_the_same(take: Take, seed: int, other: Take) -> bool:
    """Return whether an order of the take with that seed could be mistaken for one of the other take."""
    return (other.provider, other.model, other.seed) == (take.provider, take.model, seed)
