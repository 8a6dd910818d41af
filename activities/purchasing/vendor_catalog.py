"""The models that make clips, images and speech: their prices, limits and health."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from activities.purchasing.order_once import OrderCalls
from domain.base import Frozen
from domain.clients.client_limits import Purchase
from domain.errors import AccountProblem, DatabaseUnavailable, InputRejected, TakeLost, Transient
from domain.job.filming.choices import SceneAudio, scene_audio
from domain.job.filming.wishes import Beginning, beginning_of
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.sound.voice_over import FREE_VOICES
from domain.job.storyboard import SceneText
from domain.job.takes.take import Take
from domain.ports.speech import SpeechModel
from domain.ports.vendor_limits import VendorHealth, VendorLimits
from domain.ports.video_and_image import CannotSay, Found, ImageModel, NotThere, PolledModel, VideoModel
from domain.vendors.prices import PriceTable


class Quote(Frozen):
    """The price of a take with its still in US dollars, None if unknown; `seconds` are those that are charged."""

    seconds: float
    total: Decimal | None


@dataclass(frozen=True)
class VendorCatalog:
    """The models by name, with what is known of their vendors.

    `image` makes the first frame of scenes without a picture; None: they are filmed from their text. `limits_of`
    returns None for models that run on our own machines.
    """

    video: Callable[[str], VideoModel]
    image: Callable[[], ImageModel | None]
    voice: Callable[[str], SpeechModel]
    limits_of: Callable[[str], VendorLimits | None]
    prices: PriceTable
    health: VendorHealth

    @asynccontextmanager
    async def monitored(self, vendor: str, counts_answer: bool = True) -> AsyncIterator[None]:
        """Record for all workers whether the vendor answers the call in this block. A refusal is an answer.

        A temporary error of the call is marked as the vendor's. Without `counts_answer` only failures are recorded.
        """
        try:
            yield
        except DatabaseUnavailable:  # says nothing of the vendor
            raise
        except Transient as error:
            error.is_of_vendor = True
            await self._record(vendor, partial(self.health.record_failure, vendor, error.retry_after))
            raise
        except (InputRejected, AccountProblem, TakeLost):
            if counts_answer:
                await self._record(vendor, partial(self.health.record_answer, vendor))
            raise
        if counts_answer:
            await self._record(vendor, partial(self.health.record_answer, vendor))

    async def _record(self, vendor: str, record: Callable[[], Awaitable[None]]) -> None:
        """Record how the call went, if the vendor has limits. An outage of our database must not lose its answer."""
        if self.limits_of(vendor) is not None:
            with suppress(DatabaseUnavailable):
                await record()

    def limits_for(self, vendor: str, claimant: UUID) -> VendorLimits | None:
        """Return the vendor's limits for an order of the claimant; None for our own machines."""
        limits = self.limits_of(vendor)
        return limits.for_claimant(claimant) if limits else None

    async def has_capacity(self, vendor: str, claimant: UUID) -> None:
        """Check that the claimant may order now, before costly preparations. Errors: VendorBusy, VendorDown."""
        if limits := self.limits_for(vendor, claimant):
            await self.health.has_capacity(limits)

    async def check_reachable(self, vendor: str) -> None:
        """Check that the vendor may be asked how an order stands. Errors: VendorDown."""
        if self.limits_of(vendor):
            await self.health.check_reachable(vendor)

    def polled(self, vendor: str, is_picture: bool) -> PolledModel:
        """Return the model that knows of the vendor's orders of clips, or of pictures. Errors: AccountProblem."""
        model = self.image() if is_picture else self.video(vendor)
        if isinstance(model, PolledModel) and model.name == vendor:
            return model
        raise AccountProblem(f"{vendor} is not configured any more, and has open orders")

    def quote(
        self,
        job: Job,
        scene: Scene,
        provider: str,
        model: str,
        text: SceneText | None = None,
        *,
        has_still: bool = False,
    ) -> Quote:
        """Return the price of a take of that text, by default the scene's: with its still and the sound of its clip.

        `has_still`: a still that it may begin from was drawn for an earlier take.
        Errors: InputRejected if the model cannot film it.
        """
        text, video = text or scene.text, self.video(provider)
        seconds, can = video.slot(model, text.duration), video.capabilities.get(model)
        wants_sound = scene_audio(job.brief.production, text.filming) is SceneAudio.NATIVE
        has_sound, is_large = bool(can and can.sounds(wants_sound)), job.brief.format.is_large
        clip = self.prices.clip(provider, model, seconds, has_sound=has_sound, is_large=is_large)
        image_model = None if has_still else self.still_model(job, scene, text, provider, model)
        still = self.prices.picture(image_model.name, image_model.model) if image_model else Decimal(0)
        return Quote(seconds=seconds, total=None if clip is None or still is None else clip + still)

    def purchase(self, job: Job, take: Take) -> Purchase:
        """Return the take, with its still, as what is to be ordered now. Errors: InputRejected.

        A still that is ordered has its price, whatever draws pictures by now, and wherever the clip begins.
        """
        scene, still = job.scene(take.scene_id), take.still
        is_ordered = still is not None and still.asked_at is not None
        has_still = is_ordered or (still is not None and still.is_of_another_take)
        price = self.quote(job, scene, take.provider, take.model, take.text, has_still=has_still).total
        if price is not None and still and is_ordered:
            price += still.price
        return Purchase(what=f"{take.provider}'s {take.model}", price=price)

    def speech_price(self, provider: str, model: str, text: str) -> Decimal | None:
        """Return the price of having the text spoken; None if the price table has none. Our own machines ask none."""
        if provider in FREE_VOICES:
            return Decimal(0)
        return self.prices.speech(provider, model, len(text))

    def still_model(self, job: Job, scene: Scene, text: SceneText, provider: str, model: str) -> ImageModel | None:
        """Return what draws the still from which the clip begins; None if it begins elsewhere (`beginning_of`)."""
        video, image = self.video(provider), self.image()
        if image is None or not video.begins_from_a_still:
            return None
        begins = beginning_of(job, scene, text, video.capabilities.get(model), draws_stills=True)
        return image if begins is Beginning.STILL else None

    def order_calls(
        self,
        model: VideoModel | ImageModel | SpeechModel,
        order: Callable[[], Awaitable[str]],
        find: Callable[[datetime], Awaitable[Found | NotThere | CannotSay]],
    ) -> OrderCalls:
        """Return the calls for one order of the model, each monitored."""
        return OrderCalls(
            name=model.name,
            deadline=model.order_deadline,
            monitored=lambda: self.monitored(model.name),
            order=order,
            find=find,
        )
