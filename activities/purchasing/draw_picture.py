"""Have a picture drawn, ordered once, and stored before anything else is done with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio import Path as AsyncPath

from activities.purchasing.order_once import OrderStore, order_once, store_output
from activities.purchasing.polled_orders import OrderPending
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.ports.editor import Editor
from domain.ports.storage import Blob, Storage
from domain.ports.video_and_image import ImageModel, ImageOrder, PolledModel


@dataclass(frozen=True)
class PictureOrders:
    catalog: VendorCatalog
    storage: Storage
    editor: Editor

    async def draw_once(
        self,
        store: OrderStore,
        model: ImageModel,
        image: ImageOrder,
        key: str,
        into: Path,
        collect: Callable[[PolledModel, str], Awaitable[object]] | None,
    ) -> Blob | None:
        """Return the picture as it is stored under the key; None if it is no longer wanted. `into` may hold it as well.

        `collect` downloads an order of before to `into`, if it is done. None: there is no such order, and one that is
        sent now is not looked at before there is news of it.

        Errors: OrderPending, those of `collect` and of `order_once`.
        """
        calls = self.catalog.order_calls(model, partial(model.order, image, into), partial(model.find, image))
        order_id = await order_once(store, calls, partial(self._store_if_made, key, model.name, into))
        if order_id is None:
            return None
        if (stored := await self.storage.head(key)) is not None:  # it came with the order, maybe in an earlier attempt
            return stored
        if isinstance(model, PolledModel):
            if collect is None:
                raise OrderPending(model.name)  # even if it is drawn by now: the collector looks soon
            await collect(model, order_id)
        else:
            async with self.catalog.monitored(model.name):
                await model.collect(order_id, image, into)
        await self._store_if_made(key, model.name, into)
        return await self.storage.head(key)

    async def _store_if_made(self, key: str, vendor: str, path: Path) -> None:
        if await AsyncPath(path).exists():
            kind = await check_output(self.editor, path, vendor, AssetType.IMAGE)
            await store_output(self.storage.put, key, path, kind.content_type)
