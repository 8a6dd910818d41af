"""The bases of vendors' video and image models: polled, and answering with the picture itself."""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from typing_extensions import override

from domain import timeouts
from domain.base import evolve
from domain.errors import AddressNotAllowed, InputRejected, Permanent, TakeLost, Transient
from domain.film_format import FPS
from domain.ports.storage import Download
from domain.ports.video_and_image import (
    CannotSay,
    Found,
    ImageModel,
    ImageOrder,
    NotThere,
    OnStates,
    Output,
    Pending,
    PolledModel,
    Shot,
    VideoModel,
    ignore_states,
)
from domain.task_queues import vendor_queue
from domain.vendors.video_capabilities import Wishes, granted, unmet
from providers.common.local_models import prompt_of
from providers.common.vendor_api import OrderApi, VendorApi

AnyApi = TypeVar("AnyApi", bound=VendorApi)
Api = TypeVar("Api", bound=OrderApi)


class Polling(PolledModel, Generic[Api]):
    """Looking at one vendor's orders, one of them at most every `least_interval` seconds."""

    makes: str
    api_type: ClassVar[type[OrderApi]]
    order_deadline = timeouts.ORDER
    least_interval = 0.0
    patience = timeouts.FINISH_ORDER
    looked_at_together = 10

    def __init__(self, api: Api, download: Download) -> None:
        self.api = api
        self.queue = vendor_queue(self.name)
        self._download = download
        self._looked_at = dict[str, float]()
        """The latest looks of `pending`, by order."""

    @classmethod
    def from_env(cls, download: Download) -> Self:
        return cls(cast(Api, cls.api_type.from_env()), download)

    async def find(self, _order: Any, _asked_at: datetime) -> Found | NotThere | CannotSay:
        """Unless a vendor overrides this, its orders cannot be listed."""
        return CannotSay()

    @override
    async def look(self, order_id: str) -> Pending | Output:
        return await self.api.look(order_id)

    @override
    async def pending(self, order_ids: Sequence[str], on_states: OnStates = ignore_states) -> Mapping[str, Pending]:
        """Ask about many orders at once, as far as the vendor offers that, then about each of the others.

        An order is asked about again only after `least_interval`.
        """
        self._forget_old_looks()
        if self._looked_at.keys() >= set(order_ids):
            await self._until_due(min(order_ids, key=self._looked_at.__getitem__, default=""))
        try:
            known = await self.api.look_at_many(order_ids, on_states)
        except Permanent:  # answers about single orders say what is wrong
            known = {}
        found = {order_id: state for order_id, state in known.items() if state}
        self._looked_at |= dict.fromkeys(found, time.monotonic())
        others = [order_id for order_id in order_ids if order_id not in known]
        for order_id in sorted(others, key=lambda order_id: self._looked_at.get(order_id, 0.0)):
            if state := await self._if_pending(order_id):
                found[order_id] = state
        return found

    async def _if_pending(self, order_id: str) -> Pending | None:
        await self._until_due(order_id)
        try:
            state = await self._paced_look(order_id)
        except Permanent:
            return None
        except Transient as error:
            if self.api.is_of_all(error):
                raise
            return None
        self._looked_at[order_id] = time.monotonic()
        return state if isinstance(state, Pending) else None

    async def _paced_look(self, order_id: str) -> Pending | Output:
        await self.api.pace.wait()
        return await self.look(order_id)

    async def _until_due(self, order_id: str) -> None:
        if (last := self._looked_at.get(order_id)) is not None:
            await asyncio.sleep(last + self.least_interval - time.monotonic())

    def _forget_old_looks(self) -> None:
        since = time.monotonic() - self.least_interval
        self._looked_at = {order_id: at for order_id, at in self._looked_at.items() if at > since}

    @override
    async def download(self, output: Output, into: Path) -> None:
        try:
            await self._download.fetch(output.url, into, output.headers, self.api.account.base_url)
        except AddressNotAllowed as error:  # the operator can allow it, and nothing is ordered again
            raise Transient(f"{self.name} has made it, but {error.message}") from error
        except InputRejected as error:
            raise TakeLost(
                f"{self.name} made the {self.makes}, but it cannot be fetched: {error.message}; "
                "regenerate the scene to have it made again"
            ) from error

    async def cancel(self, order_id: str) -> None:
        await self.api.cancel(order_id)

    @override
    async def close(self) -> None:
        await self.api.close()


class PollingVideoModel(Polling[Api], VideoModel):
    """A video model whose orders are polled."""

    makes = "clip"
    begins_from_a_still = True

    @override
    def prompt(self, shot: Shot) -> str:
        limit = self.can(shot.model).prompt_limit
        words = prompt_of(shot.text)
        return words if limit is None else shortened(words, limit)

    @override
    def slot(self, model: str, seconds: float) -> float:
        return self.can(model).slot(seconds)

    def seconds(self, shot: Shot) -> int:
        """Return the whole seconds to order. Errors: as `slot`."""
        return int(self.slot(shot.model, shot.frames / FPS))

    def size(self, shot: Shot) -> str:
        """Return the size or ratio to order: of those that the model offers, the film's nearest."""
        return self.can(shot.model).size(shot.format, from_text=shot.first_frame is None)

    def sent(self, shot: Shot) -> Shot:
        """Return the shot with only those of its frames and references that the model takes together.

        Errors: InputRejected for what the model cannot do at all.
        """
        model, wishes = self.can(shot.model), self.wishes(shot)
        for each in unmet(model, wishes):
            if each.is_refused:
                raise InputRejected(each.reason)
        sends = granted(model, wishes)
        return evolve(
            shot,
            last_frame=shot.last_frame if sends.last_frame else None,
            references=shot.references[: sends.references],
        )

    def wishes(self, shot: Shot) -> Wishes:
        """Return what the shot asks of its model."""
        return Wishes(
            audio=shot.audio,
            first_frame=shot.first_frame is not None,
            last_frame=shot.last_frame is not None,
            references=len(shot.references),
            seconds=self.seconds(shot),
            size=self.size(shot) if shot.references else None,
        )


class PollingImageModel(Polling[Api], ImageModel):
    """An image model whose orders are polled.

    The second look is `first_pause` seconds after the first; each pause is half as long again, up to `longest_pause`.
    """

    makes = "picture"
    first_pause = 1.0
    longest_pause = 5.0

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        began, pause = time.monotonic(), self.first_pause
        while isinstance(found := await self._paced_look(order_id), Pending):
            if time.monotonic() - began >= self.patience:
                raise Transient(f"{self.name} took this order and has not ended it in {self.patience:g} s")
            await asyncio.sleep(max(pause, self.least_interval))
            pause = min(pause * 1.5, self.longest_pause)
        await self.download(found, into)


class ImmediateImageModel(ImageModel, Generic[AnyApi]):
    """An image model that keeps no picture and lists none: one whose answer is lost cannot be had again."""

    api_type: ClassVar[type[VendorApi]]
    order_deadline = timeouts.IMMEDIATE_IMAGE

    def __init__(self, api: AnyApi) -> None:
        self.api = api

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls(cast(AnyApi, cls.api_type.from_env(timeouts.IMMEDIATE_IMAGE)))

    @override
    async def close(self) -> None:
        await self.api.close()

    @abstractmethod
    async def draw(self, picture: ImageOrder) -> bytes:
        """Order the picture and return it. Errors: as `ImageModel.order`."""

    async def order(self, picture: ImageOrder, into: Path) -> str:
        if picture.model not in self.models:
            vendor = self.api.account.vendor
            raise InputRejected(f"{vendor} has no image model {picture.model} here; there is {', '.join(self.models)}")
        drawn = await self.draw(picture)
        await asyncio.to_thread(into.write_bytes, drawn)
        return f"{self.name}-{picture.key}"

    @override
    async def find(self, picture: ImageOrder, asked_at: datetime) -> CannotSay:
        return CannotSay()

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        vendor = self.api.account.vendor
        raise TakeLost(f"{vendor} answers with the picture itself and keeps none: {order_id} is gone; draw it again")


def shortened(prompt: str, units: int) -> str:
    """Shorten to so many UTF-16 code units, to whole lines if possible, else to whole words."""
    encoded = prompt.encode("utf-16-le")
    if len(encoded) <= 2 * units:
        return prompt
    cut = encoded[: 2 * units].decode("utf-16-le", errors="ignore")
    end = max(cut.rfind("\n"), 0) or max(cut.rfind(" "), 0) or len(cut)
    return cut[:end].rstrip()
