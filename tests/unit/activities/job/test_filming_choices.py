"""Every model × what a scene may choose, from the message to the vendor's bill: sent right, done another way and said,
or refused by name before anything is bought."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities
from activities.purchasing.model_choice import model_choice
from domain.base import evolve
from domain.errors import BudgetExceeded, Invalid, Transient
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import Still, Take, TakeStatus
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.vendors.video_capabilities import NativeAudio, VideoCapabilities
from tests.simulators.film import MediaVendor, Order
from tests.unit.activities.in_memory import JobInMemory
from tests.unit.activities.job.filming_table import (
    CASES,
    MODELS,
    PICTURES,
    STILL,
    Case,
    Studio,
    editor,
    in_review,
    pictures_of,
    references_of,
    storage,
    studio_at,
    tell,
    with_first_frame,
)
from tests.unit.domain.jobs import JOB, NOW, take_of
from tests.unit.providers.adapters import KEY, VIDEO, WORDS, Video
from tests.unit.providers.video.sent_wishes import BEFORE, Sent, sent_to, sound_switch

TABLE = [pytest.param(kind, model, name, id=f"{kind.name}-{model}-{name}") for kind, model in MODELS for name in CASES]


def refusals(can: VideoCapabilities, case: Case) -> set[str]:
    """The choices of the case that the model can never do."""
    impossible = {
        "audio": case.filming.get("audio") == "native" and can.audio is NativeAudio.NONE,
        "references": bool(case.filming.get("references")) and not can.references,
        "lastFrame": "lastFrame" in case.filming and not can.last_frame,
        "seed": "seed" in case.filming and not can.seed,
    }
    return {name for name, is_so in impossible.items() if is_so}


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
        foreseen = studio.foreseen(job, model)
        take = await studio.film(tell(job, studio, model, "approve_storyboard"))
        order = studio.order()
        sent = sent_to(studio.films, order.body)

        assert take.status is TakeStatus.ORDERED
        assert sent == expected(studio.video, model, case, take)
        assert {part.what for part in take.left_out} == not_had(can, case, sent)
        assert foreseen == take.left_out, "what the estimate says before is what the take notes"
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
        foreseen = studio.foreseen(job, model)
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
        assert foreseen == take.left_out
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


async def test_no_still_is_bought_for_a_lost_first_frame_that_the_budget_has_no_room_for(tmp_path: Path) -> None:
    kind, model = MODELS[0]
    async with studio_at(kind, tmp_path) as studio:
        job = with_first_frame(in_review(Case(), PICTURES), "gone from storage")
        clip_alone = studio.catalog.quote(job, job.active_scenes[0], kind.name, model).total
        job = tell(job, studio, model, "set_budget", maxCost=str(clip_alone))

        with pytest.raises(BudgetExceeded):
            await studio.film(tell(job, studio, model, "approve_storyboard"))

        assert not studio.draws.calls
        assert not studio.films.calls


async def test_a_still_in_place_of_a_lost_first_frame_is_counted_with_its_take(tmp_path: Path) -> None:
    kind, model = MODELS[0]
    async with studio_at(kind, tmp_path) as studio:
        job = with_first_frame(in_review(Case(), PICTURES), "gone from storage")
        job = tell(job, studio, model, "approve_storyboard")

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
