"""Make the image of a saved scene: order it once, check it, store it, charge for it, show it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID

from anyio import Path as AsyncPath
from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.working_directory import working_directory
from activities.purchasing.order_once import order_once, store_output
from activities.purchasing.stores import ImageOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.base import Frozen
from domain.brief import AssetType
from domain.clients.client_limits import Purchase
from domain.errors import ErrorInfo, InputRejected, Permanent, Transient, VendorBusy
from domain.film_format import FilmFormat, Resolution
from domain.ports.editor import Editor
from domain.ports.repositories import CreditRepository, ScenarioRepository
from domain.ports.storage import Download, Storage
from domain.ports.video_and_image import ImageModel, ImageOrder
from domain.rules.purchases.purchasing import retry_delay
from domain.scenarios.document import ScenarioDocument, aspect_ratio, scene_type
from domain.scenarios.task import ImageOutcome, SavedScene, StoredImage, Task, TaskProgress
from domain.storage_keys import scene_picture_key

VENDOR_UNAVAILABLE = "image_provider_unavailable"
REFERENCE_SIDE = 1536
"""Pixels of the long side of the product's picture that a model is shown."""

LONGEST_PAUSE = timedelta(seconds=15)
_SEEDS = 2**31


class ImageInput(Frozen):
    """One image of a task; `place` is its number among `of` images, for the progress."""

    task: UUID
    scene: UUID
    place: int
    of: int


class NextStep(StrEnum):
    """What the workflow does after an image. The values are those of recorded histories."""

    NEXT_IMAGE = "on"
    END = "no_more"
    WAIT_FOR_CAPACITY = "no_room"


@dataclass(frozen=True)
class ScenarioImageActivities:
    """Once a vendor has been unavailable for `skip_after`, the other images of a task are skipped."""

    scenarios: ScenarioRepository
    credits: CreditRepository
    storage: Storage
    editor: Editor
    download: Download
    catalog: VendorCatalog
    image_model: Callable[[], ImageModel]
    skip_after: timedelta

    @activity.defn(name="draw_scene_image")
    async def make(self, image: ImageInput) -> NextStep:
        """Make and charge for the image, or record why there is none. Errors: Transient, of the database or storage."""
        async with heartbeating():
            for attempt in count():
                try:
                    return await self._make(image)
                except VendorBusy:
                    return NextStep.WAIT_FOR_CAPACITY
                except Permanent as error:
                    await self.scenarios.give_up_image(image.scene, ImageOutcome.FAILED, ErrorInfo.of(error))
                    return NextStep.NEXT_IMAGE
                except Transient as error:
                    if not error.is_of_vendor:
                        raise
                    if await self.scenarios.vendor_unavailable_for(image.task) >= self.skip_after:
                        await self.scenarios.skip_remaining_images(image.task, f"{VENDOR_UNAVAILABLE}: {error.message}")
                        return NextStep.END
                    pause = min(retry_delay(attempt, error.retry_after), LONGEST_PAUSE, self.skip_after)
                    await asyncio.sleep(pause.total_seconds())
        raise AssertionError("counting has no end")

    async def _make(self, image: ImageInput) -> NextStep:
        place, of = image.place, image.of
        task = await self.scenarios.advance(
            image.task, 65 + 25 * (place - 1) // of, f"Generating image {place} of {of}"
        )
        if task.is_over:
            return NextStep.END
        scene = await self.scenarios.scene(image.scene)
        if scene.outcome is not None:
            return NextStep.NEXT_IMAGE
        # An attempt that ended before it charged may have stored the image.
        is_stored = scene.picture is not None and await self.storage.head(scene.picture.key) is not None
        if not is_stored and not await self._order(task, scene):
            return NextStep.END
        if (await self.scenarios.task(image.task)).is_over:
            return NextStep.END
        price = task.price or 0
        await self.credits.capture(image.task, str(scene.id), price)
        progress = TaskProgress(progress=65 + 25 * place // of, message=f"Image {place} generated")
        await self.scenarios.complete_image(scene.id, price, progress)
        return NextStep.NEXT_IMAGE

    async def _order(self, task: Task, scene: SavedScene) -> bool:
        """Order and store the image. Return False if it is no longer wanted."""
        scenario, model = ScenarioDocument.model_validate(task.scenario), self.image_model()
        if scene.orders == 0:
            await self.catalog.has_capacity(model.name, scene.id)
        with working_directory() as folder:
            into = folder / "picture"
            order = ImageOrder(
                key=str(scene.id),
                model=model.model,
                prompt=scene.image_prompt or scene.description or scenario.title,
                references=await self._fetch_reference(scene, folder),
                format=FilmFormat.of(aspect_ratio(scenario.resolution), Resolution.FULL_HD),
                seed=scene.id.int % _SEEDS,
            )
            limits = self.catalog.limits_for(model.name, scene.id)
            price = self.catalog.prices.picture(model.name, model.model)
            purchase = Purchase(what=f"{model.name}'s {model.model}", price=price)
            store = ImageOrderStore(self.scenarios, scene.id, model.name, limits, purchase)
            calls = self.catalog.order_calls(model, partial(model.order, order, into), partial(model.find, order))
            keep = partial(self._store_if_made, scene, len(scenario.scenes), into)
            order_id = await order_once(store, calls, keep)
            if order_id is None:
                return False
            if not await AsyncPath(into).exists():
                async with self.catalog.monitored(model.name):
                    await model.collect(order_id, order, into)
                await keep()
        return True

    async def _store_if_made(self, scene: SavedScene, scenes: int, path: Path) -> None:
        if not await AsyncPath(path).exists():
            return
        kind = await check_output(self.editor, path, self.image_model().name, AssetType.IMAGE)
        type = scene_type(scene.metadata, scene.scene_number, scenes)
        key, size = scene_picture_key(type, scene.id, kind.extension), (await AsyncPath(path).stat()).st_size
        image = StoredImage(key=key, content_type=kind.content_type, size=size)
        await store_output(self.scenarios.save_image_key, scene.id, image)
        await store_output(self.storage.put, key, path, kind.content_type)

    async def _fetch_reference(self, scene: SavedScene, folder: Path) -> tuple[Path, ...]:
        """Return the product's picture as a small JPEG. If it cannot be fetched, that is a warning of the scene."""
        url, original, small = scene.product_reference_image_url, folder / "original", folder / "reference.jpg"
        if url is None:
            return ()
        try:
            await self.download.fetch(url, original)
            await self.editor.preview(original, small, REFERENCE_SIDE)
        except (InputRejected, Transient) as error:
            await self.scenarios.warn(scene.id, f"drawn without its product reference: {error.message}"[:2_000])
            return ()
        return (small,)
