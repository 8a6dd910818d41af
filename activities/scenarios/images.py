"""Draw the picture of a saved scene: bought once, looked at, stored, then charged, then shown (design §1.3)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import count
from pathlib import Path
from uuid import UUID

from anyio import Path as AsyncPath
from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.retry import KEPT_FOR, insist
from activities.common.working_directory import working_directory
from activities.purchasing.order_once import OrderCalls, order_once
from activities.purchasing.stores import ImageOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.base import Frozen
from domain.brief import AssetType
from domain.error_info import ErrorInfo
from domain.errors import InputRejected, NotAccepted, OutcomeUnknown, Permanent, Transient, VendorBusy, VendorDown
from domain.film_format import FilmFormat, Resolution
from domain.ports.download import Download
from domain.ports.editor import Editor
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.order_lookup import CannotSay, Found, NotThere
from domain.ports.repositories import CreditRepository, ScenarioRepository
from domain.ports.storage import Storage
from domain.rules.purchasing import retry_delay
from domain.scenarios.document import ScenarioDocument, aspect_ratio, scene_type
from domain.scenarios.task import ImageOutcome, SavedScene, StoredImage, Task, TaskProgress
from domain.storage_keys import scene_picture_key

VENDOR_AWAY = "image_provider_unavailable"
REFERENCE_SIDE = 1536
"""Pixels of the long side of the product's picture that a model is shown."""

_SEEDS = 2**31
LONGEST_PAUSE = timedelta(seconds=15)


class PictureTask(Frozen):
    task: UUID
    scene: UUID
    place: int
    """Which of the pictures of the task it is, from 1, for those who look on."""

    of: int


class Drawn(StrEnum):
    """Whether to go on to the next picture, or to come again with this one when the vendor has room for it."""

    ON = "on"
    NO_MORE = "no_more"
    NO_ROOM = "no_room"


class Blame:
    """Which troubles are the vendor's: the database and storage have their own, and another patience."""

    def __init__(self) -> None:
        self._vendors: list[Transient] = []

    @asynccontextmanager
    async def on_trouble(self) -> AsyncIterator[None]:
        try:
            yield
        except Transient as error:
            self._vendors.append(error)
            raise

    def falls_on_the_vendor(self, error: Transient) -> bool:
        return error in self._vendors or isinstance(error, NotAccepted | OutcomeUnknown | VendorDown)


class ScenarioImageActivities:
    def __init__(
        self,
        saving: ScenarioRepository,
        credits: CreditRepository,
        storage: Storage,
        editor: Editor,
        download: Download,
        market: VendorCatalog,
        painter: Callable[[], ImageModel],
        patience: timedelta,
    ) -> None:
        """`patience` is how long a vendor may be away before the rest of a task's pictures is skipped."""
        self._saving = saving
        self._credits = credits
        self._storage = storage
        self._editor = editor
        self._download = download
        self._market = market
        self._painter = painter
        self._patience = patience

    @activity.defn(name="draw_scene_image")
    async def draw(self, asked: PictureTask) -> Drawn:
        """The scene has its picture, or says why not. What only the database or storage keeps from it is raised."""
        async with heartbeating():
            for attempt in count():
                blame = Blame()
                try:
                    return await self._draw(asked, blame)
                except VendorBusy:
                    return Drawn.NO_ROOM
                except Permanent as error:
                    await self._saving.give_up_image(asked.scene, ImageOutcome.FAILED, ErrorInfo.of(error))
                    return Drawn.ON
                except Transient as error:
                    if not blame.falls_on_the_vendor(error):
                        raise
                    if await self._saving.vendor_unavailable_for(asked.task) >= self._patience:
                        await self._saving.skip_remaining_images(asked.task, f"{VENDOR_AWAY}: {error.message}")
                        return Drawn.NO_MORE
                    pause = min(retry_delay(attempt, error.retry_after), LONGEST_PAUSE, self._patience)
                    await asyncio.sleep(pause.total_seconds())
        raise AssertionError("counting has no end")

    async def _draw(self, asked: PictureTask, blame: Blame) -> Drawn:
        place, of = asked.place, asked.of
        task = await self._saving.advance(asked.task, 65 + 25 * (place - 1) // of, f"Generating image {place} of {of}")
        if task.is_over:
            return Drawn.NO_MORE
        scene = await self._saving.scene(asked.scene)
        if scene.outcome is not None:
            return Drawn.ON
        if not await self._is_stored(scene) and not await self._buy(task, scene, blame):
            return Drawn.NO_MORE
        if (await self._saving.task(asked.task)).is_over:
            return Drawn.NO_MORE
        price = task.price or 0
        await self._credits.capture(asked.task, str(scene.id), price)
        so_far = TaskProgress(progress=65 + 25 * place // of, message=f"Image {place} generated")
        await self._saving.complete_image(scene.id, price, so_far)
        return Drawn.ON

    async def _is_stored(self, scene: SavedScene) -> bool:
        """A worker may have died between the upload and the charge."""
        return scene.picture is not None and await self._storage.head(scene.picture.key) is not None

    async def _buy(self, task: Task, scene: SavedScene, blame: Blame) -> bool:
        """Whether the picture is in storage now; not when nobody wants it any more."""
        scenario, painter = ScenarioDocument.model_validate(task.scenario), self._painter()
        if scene.orders == 0:
            await self._market.has_capacity(painter.name, scene.id)
        with working_directory() as folder:
            into = folder / "picture"
            picture = ImageOrder(
                key=str(scene.id),
                model=painter.model,
                prompt=scene.image_prompt or scene.description or scenario.title,
                references=await self._reference(scene, folder),
                format=FilmFormat.of(aspect_ratio(scenario.resolution), Resolution.FULL_HD),
                seed=scene.id.int % _SEEDS,
            )
            price = self._market.prices.picture(painter.name, painter.model) or Decimal(0)
            limits = self._market.limits_for(painter.name, scene.id)
            ledger = ImageOrderStore(self._saving, scene.id, painter.name, limits, price)
            order_id = await order_once(ledger, self._vendor(painter, picture, into, blame))
            if order_id is None:
                return False
            if not await AsyncPath(into).exists():
                async with self._market.asking(painter.name), blame.on_trouble():
                    await painter.collect(order_id, picture, into)
            await self._store(scene, scene_type(scene.metadata, scene.scene_number, len(scenario.scenes)), into)
        return True

    async def _store(self, scene: SavedScene, type: str, path: Path) -> None:
        kind = await check_output(self._editor, path, self._painter().name, AssetType.IMAGE)
        size = (await AsyncPath(path).stat()).st_size
        picture = StoredImage(
            key=scene_picture_key(type, scene.id, kind.extension), content_type=kind.content_type, size=size
        )
        await insist(lambda: self._saving.save_image_key(scene.id, picture), KEPT_FOR)
        await insist(lambda: self._storage.put(picture.key, path, kind.content_type), KEPT_FOR)

    async def _reference(self, scene: SavedScene, folder: Path) -> tuple[Path, ...]:
        """The product's picture, as a small JPEG. One that cannot be had is a warning."""
        url, original, small = scene.product_reference_image_url, folder / "original", folder / "reference.jpg"
        if url is None:
            return ()
        try:
            await self._download.fetch(url, original)
            await self._editor.preview(original, small, REFERENCE_SIDE)
        except (InputRejected, Transient) as error:
            await self._saving.warn(scene.id, f"drawn without its product reference: {error.message}"[:2_000])
            return ()
        return (small,)

    def _vendor(self, painter: ImageModel, picture: ImageOrder, into: Path, blame: Blame) -> OrderCalls:
        async def order() -> str:
            async with blame.on_trouble():
                return await painter.order(picture, into)

        async def find(asked_at: datetime) -> Found | NotThere | CannotSay:
            async with blame.on_trouble():
                return await painter.find(picture, asked_at)

        return OrderCalls(
            name=painter.name,
            deadline=painter.order_deadline,
            asking=lambda: self._market.asking(painter.name),
            order=order,
            find=find,
        )
