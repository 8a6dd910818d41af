"""kill -9 of the worker while it buys a picture, for a saved scenario or a take: one order, one picture, one charge.

Where the vendor cannot say whether it was ordered, nobody is charged and a person is told.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from db.clients.credits import PostgresCredits
from domain.credits import EntryKind
from domain.film_format import FPS
from runtime.container import Adapters
from tests.chaos.killing.client_scripts import Client, is_idle
from tests.chaos.killing.killed_image_models import CANNOT_FIND_ORDERS, SENDS_PICTURES_ONCE
from tests.chaos.killing.kills import KILLS, METADATA, Kill, Killer
from tests.chaos.killing.vendor_stack import vendor_stack
from tests.harness.scenario_seed import save_body
from tests.harness.scenario_stack import scenario
from tests.simulators.film import MediaVendor, Script
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor

UNSAVED = "picture ordered, not saved"
OF_A_SCENE = ("picture to be ordered", "picture downloading", "picture charged")
OF_A_TAKE = ("picture to be ordered", "still half stored")
"""A job reaches these moments again after another job's kill, so their kills may happen at the same time."""

USUAL = "one who remembers"
"""Words in a prompt that send its order to Replicate."""

GRANTED = 4
PRICE = 2


class SavedPicture(NamedTuple):
    """How the saving of a scenario ended, and what vendor and database know of its one picture."""

    task: str
    picture: str
    orders: int
    stored: int
    captures: int
    balance: int
    held: int
    add_up: bool


class Orders(NamedTuple):
    """How a job of one scene ended, and how many pictures and clips its vendors accepted."""

    job: str
    pictures: int
    clips: int


@dataclass(frozen=True)
class PictureStack:
    """A stack that buys pictures and clips, and its vendors. `requested` are the kills that tests planned."""

    client: Client
    adapters: Adapters
    vendors: Sequence[MediaVendor]
    killer: Killer
    requested: list[Kill] = field(default_factory=list)

    async def saves(self, moment: str, words: str = USUAL) -> SavedPicture:
        """Save a scenario and kill the worker at that moment; `words` are in the picture's prompt."""
        kill = self._plan(_kill("scene", moment, words))
        given, user = scenario(2, **{METADATA: KILLS.dump_python((kill,))}), str(uuid4())
        given["scenes"][1]["image_prompt"] = kill.name
        await self.client.send(f"/api/v3/credits/{user}/grants", {"amount": GRANTED})
        task = UUID((await self.client.send("/scenario/save", save_body(given, user)))["task_id"])
        while not (now := await self.adapters.scenarios.task(task)).is_settled:
            await asyncio.sleep(0.1)
        _, scene = await self.adapters.scenarios.scenes(task)
        account = await PostgresCredits(self.adapters.engine).account(user)
        sums: Counter[EntryKind] = Counter()
        for entry in await PostgresCredits(self.adapters.engine).entries(user, 100):
            sums[entry.kind] += entry.amount
        paid, held = sums[EntryKind.CAPTURE], sums[EntryKind.HOLD] - sums[EntryKind.CAPTURE] - sums[EntryKind.RELEASE]
        return SavedPicture(
            task=now.status,
            picture=scene.error.code if scene.error else str(scene.outcome),
            orders=self._pictures(kill.name),
            stored=await self._stored(scene.id),
            captures=paid // PRICE,
            balance=account.balance,
            held=account.held,
            add_up=(account.balance, account.held) == (sums[EntryKind.GRANT] - paid, held),
        )

    async def films(self, moment: str, words: str = USUAL) -> Orders:
        """As `saves`, for a take that begins from a picture."""
        kill = self._plan(_kill("take", moment, words))
        client = replace(
            self.client,
            kills=(kill,),
            ad_basics={"productDescription": kill.name},
            production={"provider": "replicate"},
        )
        (scene,) = (job := await client.until(await client.create(auto=True), is_idle)).active_scenes
        pictures = self._pictures(kill.name)
        return Orders(
            job=scene.error.code if scene.error else job.status,
            pictures=pictures,
            clips=sum(vendor.sold(kill.name) for vendor in self.vendors) - pictures,
        )

    async def saves_alone(self, moment: str, words: str = USUAL) -> asyncio.Task[SavedPicture]:
        """As `saves`; returned once its worker was killed, so that no other kill may come before."""
        return await self.killer.strikes(_kill("scene", moment, words), self.saves(moment, words))

    async def films_alone(self, moment: str, words: str = USUAL) -> asyncio.Task[Orders]:
        return await self.killer.strikes(_kill("take", moment, words), self.films(moment, words))

    def _plan(self, kill: Kill) -> Kill:
        self.requested.append(kill)
        for vendor in self.vendors:
            vendor.scripts[kill.name] = Script({"download": deque([vendor.half_a_file()])})
        return kill

    def _pictures(self, words: str) -> int:
        orders = [order for vendor in self.vendors for order in vendor.orders.values()]
        return sum(words in str(order.body) for order in orders if not order.seconds)

    async def _stored(self, scene: UUID) -> int:
        query = text("select count(*) from asset_blobs where key like :like")
        async with self.adapters.engine.connect() as connection:
            found = await connection.execute(query, {"like": f"generated-content/scenes/%{scene}%"})
            return int(found.scalar_one())


def _kill(kind: str, moment: str, words: str) -> Kill:
    return Kill(name=f"{kind} {moment} {words}", victim="worker", point=moment)


@pytest.fixture
async def bought(vendor_clip: Callable[[int], Path], tmp_path: Path) -> AsyncIterator[PictureStack]:
    Image.new("RGB", (72, 128), (200, 60, 30)).save(picture := tmp_path / "picture.png")
    kinds: tuple[type[MediaVendor], ...] = (ReplicateVendor, RunwayVendor, OpenAIImages)
    vendors = [kind(lambda seconds: vendor_clip(round(seconds * FPS)), picture) for kind in kinds]
    async with vendor_stack(vendor_clip, vendors, IMAGE_PROVIDER="replicate") as stack:
        yield PictureStack(stack.client, stack.adapters, vendors, stack.killer)


@pytest.mark.thorough
@pytest.mark.timeout(700)
async def test_a_worker_that_dies_while_it_buys_a_picture_buys_one_and_charges_it_once_or_a_person_is_told(
    bought: PictureStack,
) -> None:
    unsure = (
        await bought.saves_alone(UNSAVED, CANNOT_FIND_ORDERS),
        await bought.films_alone(UNSAVED, CANNOT_FIND_ORDERS),
    )
    sure = (
        await bought.saves_alone(UNSAVED),
        await bought.films_alone(UNSAVED),
    )
    stored = (
        await bought.saves_alone("picture stored"),
        await bought.films_alone("still stored"),
        await bought.saves_alone("picture stored", SENDS_PICTURES_ONCE),
        await bought.films_alone("still stored", SENDS_PICTURES_ONCE),
    )
    saved, filmed = await asyncio.gather(
        asyncio.gather(*(bought.saves(moment) for moment in OF_A_SCENE)),
        asyncio.gather(*(bought.films(moment) for moment in OF_A_TAKE)),
    )

    one = SavedPicture(
        "completed", "generated", orders=1, stored=1, captures=1, balance=GRANTED - PRICE, held=0, add_up=True
    )
    none = SavedPicture(
        "completed", "order_unknown", orders=1, stored=0, captures=0, balance=GRANTED, held=0, add_up=True
    )
    assert dict(zip(OF_A_SCENE, saved, strict=True)) == dict.fromkeys(OF_A_SCENE, one)
    film = Orders("completed", pictures=1, clips=1)
    assert dict(zip(OF_A_TAKE, filmed, strict=True)) == dict.fromkeys(OF_A_TAKE, film)
    assert (await sure[0], await sure[1]) == (one, film)
    assert [await outcome for outcome in stored] == [one, film, one, film]
    assert (await unsure[0], await unsure[1]) == (none, Orders("order_unknown", pictures=1, clips=0))
    assert [kill.name for kill in bought.requested if not bought.killer.was_done(kill)] == []
