"""Every model × what a scene may choose, from the message to the vendor's bill: sent right, done another way and said,
or refused by name before anything is bought."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities
from activities.purchasing.model_choice import model_choice
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import evolve
from domain.brief import Brief
from domain.errors import BudgetExceeded, Invalid, NotFound, Transient
from domain.job.filming.first_frame import FirstFrame
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.storyboard import Plan, SceneText
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import Still, Take, TakeStatus
from domain.job.takes.vendor_file import FileStatus
from domain.ports.editor import Editor, MediaKind
from domain.ports.storage import Blob, Storage
from domain.ports.vendor_limits import VendorHealth
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.vendors.video_capabilities import NativeAudio, VideoCapabilities
from providers.common.prices import read_prices
from tests.simulators.film import MediaVendor, Order, serving
from tests.simulators.openai_images import OpenAIImages
from tests.unit.activities.in_memory import JobInMemory, no_voice
from tests.unit.domain.jobs import JOB, MODEL_CHOICE, NOW, asset, some_id, take_of, text
from tests.unit.providers.adapters import KEY, OPENED, VIDEO, WORDS, Video, image_at, vendor_of, video_at
from tests.unit.providers.video.sent_wishes import BEFORE, Sent, sent_to, sound_switch

MODELS = [(kind, model) for kind, (_, video) in VIDEO.items() for model in video.models]
PICTURES = [
    evolve(asset(name), status=AssetStatus.READY, blob_key=f"assets/{name}", name=name, role="background")
    for name in ("pack", "cup", "end", *(f"more {number}" for number in range(10)))
]
PACK, CUP, END, *MORE = [each.id for each in PICTURES]
STILL = b"a still"


@dataclass
class Case:
    """A scene's choices, its own pictures, its seconds, and the film's ratio and other production choices."""

    filming: dict[str, Any] = field(default_factory=dict)
    assets: tuple[Any, ...] = ()
    seconds: float = 5
    ratio: str = "9:16"
    production: dict[str, Any] = field(default_factory=dict)


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
TABLE = [pytest.param(kind, model, name, id=f"{kind.name}-{model}-{name}") for kind, model in MODELS for name in CASES]


@pytest.fixture(autouse=True)
async def _connections_are_closed() -> AsyncIterator[None]:
    yield
    while OPENED:
        await OPENED.pop().close()


@dataclass
class Studio:
    """A vendor of clips and one of pictures, with what films a job there."""

    films: MediaVendor
    draws: MediaVendor
    video: Video
    catalog: VendorCatalog

    async def film(self, job: Job) -> Take:
        """Order the clip of the job's scene, as its worker does. Return the take then."""
        jobs, take = JobInMemory(job), job.active_scenes[0].take
        assert take
        activities = FilmingActivities(jobs, storage(), editor(), self.catalog)
        await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=take.id))
        made = jobs.job.find_take(take.id)
        assert made
        return made

    def order(self) -> Order:
        (order,) = self.films.orders.values()
        return order


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
        yield Studio(films, draws, video, catalog)


def storage() -> Any:
    """Storage in which every asset's file holds its name, and which keeps nothing."""
    stored: dict[str, bytes] = {each.blob_key or "": each.name.encode() for each in PICTURES}

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

    copying = create_autospec(Editor)
    copying.preview.side_effect = preview
    copying.probe_file.return_value = MediaKind(type="image", content_type="image/jpeg", extension="jpg")
    return copying


def in_review(case: Case, pictures: list[JobAsset], words: SceneText | None = None) -> Job:
    brief = Brief.model_validate(
        {
            "context": {"clientId": "client"},
            "adBasics": {"productName": "Morrow", "duration": max(5, case.seconds), "aspectRatio": case.ratio},
            "production": {"resolution": "720p", **case.production},
        }
    )
    job = results.begin(Job(id=JOB, brief=brief, assets=tuple(pictures), created_at=NOW, updated_at=NOW), NOW)
    scene = evolve(words or text("A cup at dawn", case.seconds), assets=case.assets)
    return results.apply_plan(job, 1, Plan(scenes=(scene,)), [some_id("scene")], NOW, MODEL_CHOICE)


def tell(job: Job, studio: Studio, model: str, action: str, **fields: Any) -> Job:
    choice = model_choice(studio.video, model, is_draft=False)
    return decide(job, parse_message(action, fields), action, NOW, choice)


def refusals(can: VideoCapabilities, case: Case) -> set[str]:
    """The choices of the case that the model can never do."""
    impossible = {
        "audio": case.filming.get("audio") == "native" and can.audio is NativeAudio.NONE,
        "references": bool(case.filming.get("references")) and not can.references,
        "lastFrame": "lastFrame" in case.filming and not can.last_frame,
        "seed": "seed" in case.filming and not can.seed,
    }
    return {name for name, is_so in impossible.items() if is_so}


def pictures_of(case: Case) -> list[JobAsset]:
    if "references" in case.production:
        return [evolve(each, role="product") if each.id in (PACK, END) else each for each in PICTURES]
    return PICTURES


def references_of(case: Case) -> list[bytes]:
    named = [PACK, END] if case.production else case.filming.get("references", [])
    return [each.name.encode() for wanted in named for each in PICTURES if each.id == wanted]


def expected(video: Video, model: str, case: Case, take: Take) -> Sent:
    """What the vendor is to be told."""
    can, references = video.can(model), references_of(case)
    fits_length = not can.reference_seconds or video.slot(model, case.seconds) in can.reference_seconds
    fits_size = not can.reference_sizes or case.ratio in can.reference_sizes
    taken = references[: can.references] if fits_length and fits_size else []
    is_instead = can.references_exclude_frames and not can.first_frame_required and bool(taken)
    first = b"cup" if case.assets else None if is_instead else STILL
    native = case.filming.get("audio") == "native"
    return Sent(
        first=first,
        last=b"end" if "lastFrame" in case.filming and first else None,
        references=[] if can.references_exclude_frames and first else taken,
        sound=native if can.audio is NativeAudio.OPTIONAL else None,
        seed=(77 if "seed" in case.filming else take.seed) if can.seed else None,
    )


def not_had(can: VideoCapabilities, case: Case, sent: Sent) -> set[Ingredient]:
    """What the clip is to be said to lack."""
    lacks = {
        Ingredient.SILENCE: case.filming.get("audio") != "native" and can.audio is NativeAudio.ALWAYS,
        Ingredient.LAST_FRAME: "lastFrame" in case.filming and sent.last is None,
        Ingredient.REFERENCES: len(sent.references) < len(references_of(case)),
    }
    return {what for what, is_so in lacks.items() if is_so}


@pytest.mark.parametrize(("kind", "model", "name"), TABLE)
async def test_a_choice_is_sent_or_done_another_way_and_said_or_refused(
    kind: type[MediaVendor], model: str, name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    async with studio_at(kind, tmp_path) as studio:
        can, job = studio.video.can(model), in_review(case, pictures_of(case))
        if impossible := refusals(can, case):
            with pytest.raises(Invalid) as refusal:
                tell(job, studio, model, "scene_updated", scene=1, filming=case.filming)
            told = refusal.value.message.split("; leave it out, or film with another model")
            assert {part.removeprefix("; ").partition(":")[0] for part in told if part} == {
                f"filming.{each}" for each in impossible
            }
            assert can.name in refusal.value.message
            assert not studio.films.calls
            return

        job = tell(job, studio, model, "scene_updated", scene=1, filming=case.filming)
        estimate = studio.catalog.quote(job, job.active_scenes[0], kind.name, model)
        take = await studio.film(tell(job, studio, model, "approve_storyboard"))
        order = studio.order()
        sent = sent_to(studio.films, order.body)

        assert take.status is TakeStatus.ORDERED
        assert sent == expected(studio.video, model, case, take)
        assert {part.what for part in take.left_out} == not_had(can, case, sent)
        assert all(part.reason.startswith(f"{can.name} ") for part in take.left_out)
        assert estimate.total == take.cost == billed(studio, order)


def billed(studio: Studio, order: Order) -> Decimal:
    """What both vendors charge for what they were sent."""
    clip = studio.films.bill(order, studio.catalog.prices)
    image = studio.catalog.image()
    assert image
    picture = studio.catalog.prices.picture(image.name, image.model)
    assert clip is not None
    assert picture is not None
    return clip + picture * len(studio.draws.orders)


@pytest.mark.parametrize(("kind", "model"), MODELS)
async def test_what_nobody_could_refuse_is_left_out_and_said(
    kind: type[MediaVendor], model: str, tmp_path: Path
) -> None:
    case = CASES["all at once"]
    async with studio_at(kind, tmp_path) as studio:
        can, job = studio.video.can(model), in_review(case, PICTURES)
        unchecked = evolve(model_choice(studio.video, model, is_draft=False), can=None)  # as for another vendor's take
        changed = parse_message("scene_updated", {"scene": 1, "filming": case.filming})
        job = decide(job, changed, "change", NOW, unchecked)
        job = decide(job, parse_message("approve_storyboard", {}), "approve", NOW, unchecked)

        take = await studio.film(job)

        sent = sent_to(studio.films, studio.order().body)
        lacks = {
            Ingredient.SOUND: can.audio is NativeAudio.NONE,
            Ingredient.REFERENCES: not sent.references,
            Ingredient.LAST_FRAME: not can.last_frame,
            Ingredient.SEED: not can.seed,
        }
        assert {part.what for part in take.left_out} == {what for what, is_so in lacks.items() if is_so}
        assert (sent.first, bool(sent.last), sent.seed == 77) == (b"cup", can.last_frame, can.seed)
        assert take.cost == billed(studio, studio.order())


@pytest.mark.parametrize(("kind", "model"), MODELS)
async def test_a_still_shows_the_references_that_its_scene_is_to_show(
    kind: type[MediaVendor], model: str, tmp_path: Path
) -> None:
    case = CASES["the product's pictures, as usual"]
    async with studio_at(kind, tmp_path) as studio:
        job = tell(in_review(case, pictures_of(case)), studio, model, "approve_storyboard")

        await studio.film(job)

        for drawing in studio.draws.orders.values():
            assert drawing.body["image"] == references_of(case)
        shown = sent_to(studio.films, studio.order().body)
        assert shown.references or studio.draws.orders, "the product is shown in one way or the other"


@pytest.mark.parametrize("name", list(BEFORE))
async def test_a_brief_of_before_orders_what_it_always_did_and_no_sound(name: str, tmp_path: Path) -> None:
    vendor_name, model, ratio, resolution, *source = name.split()
    kind = next(kind for kind in VIDEO if kind.name == vendor_name)
    async with studio_at(kind, tmp_path, still=b"jpeg") as studio:
        words = SceneText.model_validate(WORDS | {"duration": 4.2})
        job = in_review(Case(seconds=4.2, ratio=ratio, production={"resolution": resolution}), PICTURES, words)
        job = tell(job, studio, model, "approve_storyboard")
        scene = job.active_scenes[0]
        take = evolve(take_of(job), id=UUID(KEY), seed=7)
        job = job.with_scenes(evolve(scene, takes=(take,), take_id=take.id))
        catalog = studio.catalog if source == ["from", "a", "still"] else replace(studio.catalog, image=lambda: None)

        await replace(studio, catalog=catalog).film(job)

        body = json.loads(json.dumps(studio.order().body).replace(studio.films.url, "URL"))
        switch = sound_switch(vendor_name, body)
        assert {key: value for key, value in body.items() if key not in switch} == BEFORE[name]
        assert bool(switch) == (studio.video.can(model).audio is NativeAudio.OPTIONAL)
        assert sent_to(studio.films, body).sound in (None, False)


def with_a_lost_first_frame(job: Job) -> Job:
    """Return the job whose scene has a first frame chosen of which nobody knows yet that storage has lost it."""
    (scene,) = job.active_scenes
    drawn = FirstFrame(
        id=some_id("frame"),
        scene_id=scene.id,
        request="",
        text=scene.text,
        provider="images",
        model="image-1",
        status=FileStatus.DONE,
        key="gone from storage",
        created_at=NOW,
    )
    return job.with_first_frame(drawn).with_scenes(evolve(scene, first_frame_id=drawn.id))


async def test_no_still_is_bought_for_a_lost_first_frame_that_the_budget_has_no_room_for(tmp_path: Path) -> None:
    kind, model = MODELS[0]
    async with studio_at(kind, tmp_path) as studio:
        job = with_a_lost_first_frame(in_review(Case(), PICTURES))
        clip_alone = studio.catalog.quote(job, job.active_scenes[0], kind.name, model).total
        job = tell(job, studio, model, "set_budget", maxCost=str(clip_alone))

        with pytest.raises(BudgetExceeded):
            await studio.film(tell(job, studio, model, "approve_storyboard"))

        assert not studio.draws.calls
        assert not studio.films.calls


async def test_a_still_in_place_of_a_lost_first_frame_is_counted_with_its_take(tmp_path: Path) -> None:
    kind, model = MODELS[0]
    async with studio_at(kind, tmp_path) as studio:
        job = tell(with_a_lost_first_frame(in_review(Case(), PICTURES)), studio, model, "approve_storyboard")

        take = await studio.film(job)

        assert len(studio.draws.orders) == 1
        assert take.cost == billed(studio, studio.order())


async def test_a_draft_whose_still_is_lost_is_made_final_from_another_one(tmp_path: Path) -> None:
    kind, model = MODELS[0]
    async with studio_at(kind, tmp_path) as studio:
        job = tell(in_review(Case(), PICTURES), studio, model, "approve_storyboard")
        of_draft = Still(provider="images", model="image-1", key="gone from storage")
        jobs = JobInMemory(job.with_take(evolve(take_of(job), still=of_draft)))
        activities = FilmingActivities(jobs, storage(), editor(), studio.catalog)
        task = TakeTask(job=JOB, take=take_of(job).id)

        with pytest.raises(Transient, match="gone from storage"):
            await ActivityEnvironment().run(activities.generate, task)
        await ActivityEnvironment().run(activities.generate, task)

        assert take_of(jobs.job).status is TakeStatus.ORDERED
        assert take_of(jobs.job).cost == billed(studio, studio.order())
