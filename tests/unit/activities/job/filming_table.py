"""A studio of simulated vendors in which a scene is filmed by every model, with what the scene may choose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

from temporalio.testing import ActivityEnvironment

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities
from activities.purchasing.estimate import scene_left_out
from activities.purchasing.model_choice import model_choice
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import evolve
from domain.brief import AssetType, Brief
from domain.errors import NotFound
from domain.job.filming.first_frame import FirstFrame
from domain.job.job_asset import ASSET_LOST, AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.storyboard import Plan, SceneText
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import Take
from domain.job.takes.vendor_file import FileStatus
from domain.ports.editor import Editor, MediaKind
from domain.ports.storage import Blob, Storage
from domain.ports.vendor_limits import VendorHealth
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from providers.common.prices import read_prices
from tests.simulators.film import MediaVendor, Order, serving
from tests.simulators.openai_images import OpenAIImages
from tests.unit.activities.in_memory import JobInMemory, no_voice
from tests.unit.domain.jobs import JOB, MODEL_CHOICE, NOW, asset, some_id, text
from tests.unit.providers.adapters import OPENED, VIDEO, Video, image_at, vendor_of, video_at

MODELS = [(kind, model) for kind, (_, video) in VIDEO.items() for model in video.models]
PICTURES = [
    evolve(asset(name), status=AssetStatus.READY, blob_key=f"assets/{name}", name=name, role="background")
    for name in ("pack", "cup", "end", *(f"more {number}" for number in range(10)))
]
PACK, CUP, END, *MORE = [each.id for each in PICTURES]
LOST = evolve(asset("lost"), status=AssetStatus.FAILED, error=ASSET_LOST, role="background")
JINGLE = evolve(PICTURES[0], id=asset("jingle").id, type=AssetType.AUDIO, blob_key="assets/jingle")
STILL = b"a still"
BEFORE_KEY = "the scene before"
"""The key of the clip of the scene before one that continues it."""


@dataclass
class Case:
    """A scene's choices, its own pictures, its seconds, and the film's ratio and other production choices."""

    filming: dict[str, Any] = field(default_factory=dict)
    assets: tuple[Any, ...] = ()
    seconds: float = 5
    ratio: str = "9:16"
    production: dict[str, Any] = field(default_factory=dict)
    first_frame: str | None = ""
    """The key of the chosen first frame, None if its picture is lost; empty: none is chosen."""


CASES = {
    "as usual": Case(),
    "its own picture": Case(assets=(CUP,)),
    "silence": Case({"audio": "off"}),
    "voice-over": Case({"audio": "voiceover"}),
    "native sound": Case({"audio": "native"}),
    "native sound from its own picture": Case({"audio": "native"}, (CUP,)),
    "a seed": Case({"seed": 77}),
    "references": Case({"references": [PACK, END]}),
    "references for a wide film of 8 s": Case({"references": [PACK, END]}, seconds=8, ratio="16:9"),
    "references from its own picture": Case({"references": [PACK]}, (CUP,), 8, "16:9"),
    "more references than any takes": Case({"references": [PACK, END, *MORE]}, seconds=8, ratio="16:9"),
    "the product's pictures, as usual": Case(production={"references": "product"}),
    "a last frame": Case({"lastFrame": END}),
    "a last frame after its own picture": Case({"lastFrame": END}, (CUP,)),
    "all at once": Case({"audio": "native", "references": [PACK], "lastFrame": END, "seed": 77}, (CUP,)),
}


@dataclass
class Studio:
    """A vendor of clips and one of pictures, with what films a job there."""

    films: MediaVendor
    draws: MediaVendor
    video: Video
    catalog: VendorCatalog

    async def film(self, job: Job, number: int = 1) -> Take:
        """Order the clip of the job's scene, as its worker does. Return the take then."""
        jobs, take = JobInMemory(job), job.active_scenes[number - 1].take
        assert take
        activities = FilmingActivities(jobs, storage(), editor(), self.catalog)
        await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=take.id))
        made = jobs.job.find_take(take.id)
        assert made
        return made

    def order(self) -> Order:
        (order,) = self.films.orders.values()
        return order

    def foreseen(self, job: Job, model: str, number: int = 1) -> tuple[LeftOut, ...]:
        """What the estimate says that the scene's next clip will lack."""
        choice = model_choice(self.video, model, is_draft=False)
        return scene_left_out(job, job.active_scenes[number - 1], choice, self.catalog)


@asynccontextmanager
async def studio_at(kind: type[MediaVendor], folder: Path, still: bytes = STILL) -> AsyncIterator[Studio]:
    drawn = folder / "drawn"
    drawn.write_bytes(still)
    async with serving(vendor_of(kind, folder)) as films, serving(OpenAIImages(None, drawn)) as draws:
        video, image = video_at(films), image_at(draws)
        catalog = VendorCatalog(
            video=lambda _: video,
            image=lambda: image,
            voice=no_voice,
            limits_of=lambda _: None,
            prices=read_prices(None),
            health=create_autospec(VendorHealth),
        )
        try:
            yield Studio(films, draws, video, catalog)
        finally:
            while OPENED:
                await OPENED.pop().close()


def storage() -> Any:
    """Storage in which every asset's file holds its name, and which keeps nothing."""
    stored: dict[str, bytes] = {each.blob_key or "": each.name.encode() for each in PICTURES} | {BEFORE_KEY: b"clip"}

    async def fetch(key: str, into: Path) -> None:
        if key not in stored:
            raise NotFound(key)
        into.write_bytes(stored[key])

    async def put(key: str, path: Path, content_type: str) -> Blob:
        stored[key] = path.read_bytes()
        return blob(key, content_type)

    async def head(key: str) -> Blob | None:
        return blob(key, "image/jpeg") if key in stored else None

    def blob(key: str, content_type: str) -> Blob:
        return Blob(key=key, size=len(stored[key]), content_type=content_type, etag="")

    memory = create_autospec(Storage)
    memory.fetch.side_effect, memory.put.side_effect, memory.head.side_effect = fetch, put, head
    return memory


def editor() -> Any:
    """An editor to which every file is a picture, and which writes it as it is."""

    async def preview(path: Path, into: Path, _side: int) -> None:
        into.write_bytes(path.read_bytes())

    async def last_frame(clip: Path, into: Path, _frames: int, side: int) -> None:
        await preview(clip, into, side)

    copying = create_autospec(Editor)
    copying.preview.side_effect = preview
    copying.last_frame.side_effect = last_frame
    copying.probe_file.return_value = MediaKind(type="image", content_type="image/jpeg", extension="jpg")
    return copying


def in_review(case: Case, pictures: list[JobAsset], words: SceneText | None = None, scenes: int = 1) -> Job:
    brief = Brief.model_validate(
        {
            "context": {"clientId": "client"},
            "adBasics": {"productName": "Morrow", "duration": max(5, scenes * case.seconds), "aspectRatio": case.ratio},
            "production": {"resolution": "720p", **case.production},
        }
    )
    job = results.begin(Job(id=JOB, brief=brief, assets=tuple(pictures), created_at=NOW, updated_at=NOW), NOW)
    scene = evolve(words or text("A cup at dawn", case.seconds), assets=case.assets)
    ids = [some_id("scene"), some_id("next scene")][:scenes]
    return results.apply_plan(job, 1, Plan(scenes=(scene,) * scenes), ids, NOW, MODEL_CHOICE)


def with_first_frame(job: Job, key: str | None) -> Job:
    """Return the job whose first scene has a first frame chosen that is stored there; None: it is known to be lost."""
    scene = job.active_scenes[0]
    drawn = FirstFrame(
        id=some_id("frame"),
        scene_id=scene.id,
        request="",
        text=scene.text,
        provider="images",
        model="image-1",
        status=FileStatus.DONE,
        key=key,
        created_at=NOW,
    )
    return job.with_first_frame(drawn).with_scenes(evolve(scene, first_frame_id=drawn.id))


def tell(job: Job, studio: Studio, model: str, action: str, **fields: Any) -> Job:
    choice = model_choice(studio.video, model, is_draft=False)
    return decide(job, parse_message(action, fields), action, NOW, choice)


def pictures_of(case: Case) -> list[JobAsset]:
    if "references" in case.production:
        return [evolve(each, role="product") if each.id in (PACK, END) else each for each in PICTURES]
    return PICTURES


def references_of(case: Case) -> list[bytes]:
    named = [PACK, END] if case.production else case.filming.get("references", [])
    return [each.name.encode() for wanted in named for each in PICTURES if each.id == wanted]
