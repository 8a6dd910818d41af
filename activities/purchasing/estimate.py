"""What approving a job would cost."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import Frozen
from domain.brief import Brief
from domain.errors import AccountProblem, InputRejected
from domain.job.filming.first_frame_choice import scenes_to_draw
from domain.job.filming.next_clip import left_out_of_next_clip, unseen_pictures
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.sound.scene_lines import line_of, speech_of
from domain.job.sound.voice_over import FREE_VOICES
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import LeftOut
from domain.job.takes.vendor_file import FileStatus
from domain.rules.purchases.first_frames import why_none_is_drawn
from domain.rules.scenes.drafts import final_choice
from domain.rules.scenes.takes import VideoModelChoice, drawn_still
from domain.rules.storyboard.approvals import SMALLEST_AMOUNT, Estimate


def scenes_to_film(job: Job) -> list[Scene]:
    """Return the scenes that have no clip and of which none is being made."""
    return [scene for scene in job.active_scenes if scene.needs_take]


def line_cost(job: Job, scene: Scene, catalog: VendorCatalog) -> Decimal | None:
    """Return what having the scene's line spoken costs: 0 if it is settled or being bought, or costs nothing.

    None if the price table does not name the voice. Errors: AccountProblem if the voice is not set up here.
    """
    line = line_of(job, scene)
    speech = speech_of(job, line) if line else None
    if line is None or (speech and speech.status is not FileStatus.WANTED):
        return Decimal(0)
    if line.provider in FREE_VOICES:
        return Decimal(0)
    return catalog.speech_price(line.provider, catalog.voice(line.provider).model, line.text)


class FirstFramesCost(Frozen):
    """What drawing first frames for the scenes that have none would cost, in US dollars, apart from the approval.

    `price` is that of one, None if it is unknown. `problem` says why none can be drawn for this job.
    """

    to_draw: int
    price: Decimal | None = None
    total: Decimal | None = None
    problem: str | None = None


def first_frames_cost(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> FirstFramesCost:
    """Return what `draw_first_frames` costs that names no scene. `choice` is the one for new takes."""
    to_draw = len(scenes_to_draw(job))
    if choice.image is None:
        return FirstFramesCost(to_draw=to_draw, problem=why_none_is_drawn(choice))
    price = catalog.prices.picture(choice.image.provider, choice.image.model)
    total = None if price is None else (price * to_draw).quantize(SMALLEST_AMOUNT)
    return FirstFramesCost(to_draw=to_draw, price=price, total=total)


def voice_cost(job: Job, catalog: VendorCatalog) -> Decimal | None:
    """Return what the lines to buy cost, each once, however many scenes say it. None and errors: as `line_cost`."""
    costs = {line_of(job, scene): line_cost(job, scene, catalog) for scene in job.active_scenes}
    known = [cost for cost in costs.values() if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


def total_cost(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> Decimal | None:
    """Return what the scenes to film and the lines to speak cost, in US dollars to four decimal places.

    None if a scene cannot be filmed, if the price table does not name a model, or if a provider is not set up here.
    """
    try:
        total = voice_cost(job, catalog)
    except AccountProblem:
        return None
    filming = _sum_of(scenes_to_film(job), lambda scene: catalog.quote(job, scene, choice.provider, choice.model).total)
    return None if total is None or filming is None else (total + filming).quantize(SMALLEST_AMOUNT)


def next_clip(scene: Scene, choice: VideoModelChoice) -> tuple[SceneText, VideoModelChoice] | None:
    """Return what the scene's next clip films, and by which model: one that is to be filmed, else of a draft that is
    made final. `choice` is the one for new takes. None if neither is to be bought.
    """
    if scene.needs_take:
        return scene.text, choice
    take = scene.take
    return (take.text or scene.text, final_choice(choice)) if take and take.is_draft else None


def scene_left_out(job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog) -> tuple[LeftOut, ...]:
    """Return what the scene's `next_clip` will lack. Empty if there is none, or if the model cannot film the scene."""
    clip = next_clip(scene, choice)
    if clip is None:
        return ()
    text, choice = clip
    video = catalog.video(choice.provider)
    if not video.begins_from_a_still:
        return tuple(unseen_pictures(job, text))
    can, draws_stills = video.capabilities.get(choice.model), catalog.image() is not None
    try:
        return left_out_of_next_clip(job, scene, text, can, draws_stills=draws_stills)
    except InputRejected:
        return ()


def scene_final_cost(job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog) -> Decimal | None:
    """Return what making the scene final costs, once it is a draft; 0 if it is final, or is being made final.

    `choice` is the one for new takes. None: the price table does not name the model. Errors: InputRejected if the model
    cannot film the scene, AccountProblem if its provider is not set up here.
    """
    take, final = scene.take, final_choice(choice)
    if take and not take.is_draft and not scene.needs_take:
        return Decimal(0)
    draft = None if scene.needs_take else take
    text = draft.text if draft and draft.text else scene.text
    if draft and draft is scene.clip:
        has_still = drawn_still(draft) is not None
    else:  # the draft that is made first will have one
        has_still = catalog.still_model(job, scene, text, choice.provider, choice.model) is not None
    return catalog.quote(job, scene, final.provider, final.model, text, has_still=has_still).total


def final_cost(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> Decimal | None:
    """Return what making all scenes final costs, besides what is paid for them as drafts, in US dollars.

    None if that is not known, or if a scene cannot be filmed by the final model.
    """
    total = _sum_of(job.active_scenes, lambda scene: scene_final_cost(job, scene, choice, catalog))
    return None if total is None else total.quantize(SMALLEST_AMOUNT)


def _sum_of(scenes: Iterable[Scene], cost_of: Callable[[Scene], Decimal | None]) -> Decimal | None:
    """Return what the scenes cost together. None if one's price is unknown, or it cannot be filmed as things are."""
    total = Decimal(0)
    for scene in scenes:
        try:
            cost = cost_of(scene)
        except (InputRejected, AccountProblem):
            return None
        if cost is None:
            return None
        total += cost
    return total


def estimating(choose_model: Callable[[Brief], VideoModelChoice], catalog: VendorCatalog) -> Estimate:
    """Return the function that estimates a job, for the rules of approval."""

    def estimate(job: Job) -> Decimal | None:
        try:
            choice = choose_model(job.brief)
        except AccountProblem:
            return None
        return total_cost(job, choice, catalog)

    return estimate
