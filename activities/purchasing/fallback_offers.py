"""What other providers ask for a scene that its own does not make, by the price table, and what its clip lacks then."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from activities.purchasing.estimate import next_clip, scene_left_out, voice_cost
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import Frozen, evolve
from domain.brief import Brief
from domain.errors import AccountProblem, InputRejected
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import Take
from domain.rules.scenes.fallback import Offer, Offers
from domain.rules.scenes.takes import VideoModelChoice, drawn_still

ChooseModel = Callable[[Brief], VideoModelChoice]


class FallbackClip(Frozen):
    """What a clip of the scene will lack that the provider makes in place of the job's own; `problem` says why it makes
    none."""

    scene_number: int
    left_out: tuple[LeftOut, ...] = ()
    problem: str | None = None


class Fallback(Frozen):
    """A provider to which scenes may be offered, with its model; `problem` says why none is set up here."""

    provider: str
    model: str | None = None
    scenes: tuple[FallbackClip, ...] = ()
    problem: str | None = None


def fallbacks(
    job: Job, choice: VideoModelChoice, catalog: VendorCatalog, choose_model: ChooseModel
) -> tuple[Fallback, ...]:
    """Return each provider of `production.fallback`, with what its clips will lack of those that are to be bought next.

    `choice` is the one for new takes.
    """
    listed = job.brief.production.fallback
    return tuple(_fallback(job, each, choice, catalog, choose_model) for each in listed if each != choice.provider)


def _fallback(
    job: Job, provider: str, choice: VideoModelChoice, catalog: VendorCatalog, choose_model: ChooseModel
) -> Fallback:
    try:
        instead = _choice_of(job, provider, choice.final is not None, choose_model)
    except AccountProblem as error:
        return Fallback(provider=provider, problem=error.message)
    clips = (_fallback_clip(job, scene, instead, catalog) for scene in job.active_scenes)
    return Fallback(provider=provider, model=instead.model, scenes=tuple(clip for clip in clips if clip))


def _fallback_clip(job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog) -> FallbackClip | None:
    clip = next_clip(scene, choice)
    if clip is None:
        return None
    text, by = clip
    try:
        catalog.quote(job, scene, by.provider, by.model, text)
    except InputRejected as error:
        return FallbackClip(scene_number=scene.number, problem=error.message)
    return FallbackClip(scene_number=scene.number, left_out=scene_left_out(job, scene, choice, catalog))


def _choice_of(job: Job, provider: str, is_draft: bool, choose_model: ChooseModel) -> VideoModelChoice:
    """Return the provider's default model; for a draft that model's cheap variant, if it has one."""
    production = evolve(job.brief.production, provider=provider, model=None, draft=is_draft)
    return choose_model(evolve(job.brief, production=production))


@dataclass(frozen=True)
class CatalogOffers(Offers):
    catalog: VendorCatalog
    choose_model: ChooseModel

    def offer(self, job: Job, take: Take, provider: str) -> Offer:
        choice = _choice_of(job, provider, take.is_draft, self.choose_model)
        scene = job.scene(take.scene_id)
        has_still = drawn_still(take) is not None
        quote = self.catalog.quote(job, scene, choice.provider, choice.model, take.text, has_still=has_still)
        return Offer(choice=choice, price=quote.total)

    def price(self, job: Job, take: Take) -> Decimal | None:
        return self.catalog.purchase(job, take).price

    def lines(self, job: Job) -> Decimal | None:
        try:
            return voice_cost(job, self.catalog)
        except AccountProblem:
            return None
