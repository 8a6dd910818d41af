"""What approving a job would cost: `GET /api/v3/jobs/{job_id}/estimate`."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from activities.purchasing.estimate import (
    final_cost,
    first_frames_cost,
    line_cost,
    scene_final_cost,
    scene_left_out,
    scenes_to_film,
    total_cost,
    voice_cost,
)
from activities.purchasing.fallback_offers import ChooseModel, Fallback, fallbacks
from activities.purchasing.vendor_catalog import VendorCatalog
from api.schemas.common import view_of
from domain.base import Wire
from domain.errors import AccountProblem, InputRejected
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.left_out import LeftOut
from domain.rules.scenes.takes import VideoModelChoice


class SceneEstimate(Wire):
    """`billedSeconds` is the vendor's next longer slot; null, with a `cost` of 0, if the scene is filmed already.
    `voiceCost` is what it costs to have its line spoken. If either cost is null, `problem` says why it is unknown.
    `finalCost` is what making it final costs once it is a draft: 0 if it is final; null if that is unknown, and for
    jobs without drafts. `leftOut` is what its next clip will lack of what it is to show and play, and why, as its take
    will say: of the draft's model, or of the final one once it is a draft."""

    scene_number: int
    duration: float = Field(examples=[4.5])
    billed_seconds: float | None = Field(examples=[5])
    cost: float | None = Field(examples=[0.6])
    voice_cost: float | None = Field(examples=[0.02])
    final_cost: float | None = Field(examples=[None])
    left_out: tuple[LeftOut, ...] = Field(examples=[[]])
    problem: str | None


class FirstFramesEstimate(Wire):
    """What drawing first frames for the scenes that have none would cost, in US dollars. `price` is that of one, null
    if it is unknown. `problem` says why none can be drawn for this job."""

    to_draw: int = Field(examples=[5])
    price: float | None = Field(examples=[0.03])
    total: float | None = Field(examples=[0.15])
    problem: str | None


class FallbackSceneEstimate(Wire):
    """`leftOut` is what a clip will lack that this provider makes in place of the job's own, and why. `problem` says
    why it makes none."""

    scene_number: int
    left_out: tuple[LeftOut, ...] = Field(examples=[[]])
    problem: str | None


class FallbackEstimate(Wire):
    """A provider of `production.fallback` with its model, and each scene that is to be bought next. `problem` says why
    the provider cannot be used here."""

    provider: str = Field(examples=["replicate"])
    model: str | None = Field(examples=["bytedance/seedance-2.0"])
    scenes: tuple[FallbackSceneEstimate, ...]
    problem: str | None


class EstimateView(Wire):
    """US dollars. `total` is what approving now would cost, `voice` the part of it for lines of speech, each once;
    `spent` what was ordered already, `inDoubt` orders of which nobody knows whether the vendor took them. `firstFrames`
    is no part of the total. `fallback` has the other providers to which a scene may be offered, in their order.

    Of a job that is filmed as a draft, `draft` is the total, and `final` what making all scenes final costs besides;
    both are null for other jobs. `model` is the one that films the draft.
    """

    currency: str = "USD"
    provider: str = Field(examples=["runway"])
    model: str = Field(examples=["gen4.5"])
    prices_as_of: date
    scenes: tuple[SceneEstimate, ...]
    voice: float | None = Field(examples=[0.02])
    total: float | None = Field(examples=[0.62])
    draft: float | None = Field(examples=[None])
    final: float | None = Field(examples=[None])
    first_frames: FirstFramesEstimate
    fallback: tuple[FallbackEstimate, ...]
    spent: float = Field(examples=[0.0])
    in_doubt: float = Field(examples=[0.0])
    max_cost: float | None = Field(examples=[25.0])
    within_budget: bool = Field(examples=[True])


def estimate_view(job: Job, choose_model: ChooseModel, catalog: VendorCatalog) -> EstimateView:
    """Return what the scenes cost that have no clip and of which none is being made, and the lines to speak.

    Errors: AccountProblem if the job's provider is not set up here.
    """
    choice = choose_model(job.brief)
    to_film = {scene.id for scene in scenes_to_film(job)}
    shown = (_scene_estimate(job, scene, choice, catalog, scene.id in to_film) for scene in job.active_scenes)
    scenes = tuple(each for each in shown if each)
    total, voice = total_cost(job, choice, catalog), _voice(job, catalog)
    final = final_cost(job, choice, catalog) if _has_drafts(job, choice) else None
    limit = job.brief.production.max_cost
    return EstimateView(
        provider=choice.provider,
        model=choice.model,
        prices_as_of=catalog.prices.as_of,
        scenes=scenes,
        voice=voice,
        total=_float(total),
        draft=_float(total) if choice.final else None,
        final=_float(final),
        first_frames=_first_frames(job, choice, catalog),
        fallback=tuple(map(_fallback, fallbacks(job, choice, catalog, choose_model))),
        spent=float(job.cost),
        in_doubt=float(job.in_doubt),
        max_cost=_float(limit),
        within_budget=limit is None or (total is not None and job.owed + total <= limit),
    )


def _voice(job: Job, catalog: VendorCatalog) -> float | None:
    try:
        return _float(voice_cost(job, catalog))
    except AccountProblem:
        return None


def _first_frames(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> FirstFramesEstimate:
    cost = first_frames_cost(job, choice, catalog)
    return view_of(FirstFramesEstimate, cost, price=_float(cost.price), total=_float(cost.total))


def _fallback(fallback: Fallback) -> FallbackEstimate:
    scenes = tuple(view_of(FallbackSceneEstimate, scene) for scene in fallback.scenes)
    return view_of(FallbackEstimate, fallback, scenes=scenes)


def _has_drafts(job: Job, choice: VideoModelChoice) -> bool:
    """Whether scenes are filmed as drafts, or were."""
    return choice.final is not None or job.has_drafts


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _scene_estimate(
    job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog, is_to_be_filmed: bool
) -> SceneEstimate | None:
    """Return what the scene costs; None if nothing of it is to be bought."""
    voice, problem = _line(job, scene, catalog)
    cost: float | None = 0.0
    seconds: float | None = None
    if is_to_be_filmed:
        cost, seconds, filming_problem = _filming(job, scene, choice, catalog)
        problem = filming_problem or problem
    final, final_problem = _final(job, scene, choice, catalog) if _has_drafts(job, choice) else (None, None)
    if not is_to_be_filmed and voice == 0 and not (final or final_problem):
        return None
    return view_of(
        SceneEstimate,
        scene_number=scene.number,
        duration=scene.text.duration,
        billed_seconds=seconds,
        cost=cost,
        voice_cost=voice,
        final_cost=final,
        left_out=scene_left_out(job, scene, choice, catalog),
        problem=problem or final_problem,
    )


def _filming(
    job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog
) -> tuple[float | None, float | None, str | None]:
    """Return what filming costs, the seconds that are billed, and why the cost is unknown."""
    try:
        quote = catalog.quote(job, scene, choice.provider, choice.model)
    except InputRejected as error:
        return None, None, error.message
    if quote.total is None:
        return None, quote.seconds, "the price table does not name this model"
    return float(quote.total), quote.seconds, None


def _final(job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog) -> tuple[float | None, str | None]:
    """Return what making the scene final costs, and why that is unknown."""
    try:
        cost = scene_final_cost(job, scene, choice, catalog)
    except (InputRejected, AccountProblem) as error:
        return None, error.message
    return (None, "the price table does not name the final model") if cost is None else (float(cost), None)


def _line(job: Job, scene: Scene, catalog: VendorCatalog) -> tuple[float | None, str | None]:
    """Return what the scene's line costs, and why that is unknown."""
    try:
        cost = line_cost(job, scene, catalog)
    except AccountProblem as error:
        return None, error.message
    return (None, "the price table does not name this voice") if cost is None else (float(cost), None)
