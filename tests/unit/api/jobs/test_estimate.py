"""What approving a job would cost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.purchasing.estimate import final_cost, scene_final_cost, total_cost
from activities.purchasing.vendor_catalog import VendorCatalog
from api.container import Container, open_container
from api.schemas.jobs.estimate import estimate_view
from domain.base import evolve
from domain.errors import AccountProblem
from domain.job.filming.choices import Filming
from domain.job.job_asset import AssetStatus
from domain.job.model import Job
from domain.ports.speech import SpeechModel
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.purchases import purchasing
from tests.unit.domain import jobs
from tests.unit.domain.spoken_jobs import spoken, with_choices


@pytest.fixture
def catalog(container: Container) -> VendorCatalog:
    """A catalog in which a second of animatic costs 0.10 US dollars."""
    return priced(container.catalog, {"animatic": {"animatic-1": Decimal("0.10")}})


@pytest.fixture
async def with_runway(container: Container, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Container]:
    """A container that has a key for Runway."""
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key")
    async with open_container(container.settings) as opened:
        yield opened


def priced(catalog: VendorCatalog, video: dict[str, dict[str, Decimal]]) -> VendorCatalog:
    return replace(catalog, prices=evolve(catalog.prices, video=video))


OF_NO_DRAFT = {"voiceCost": 0.0, "finalCost": None, "leftOut": (), "problem": None}


def with_production(job: Job, **production: object) -> Job:
    return evolve(job, brief=jobs.brief(**production))


def estimate_of(job: Job, container: Container, catalog: VendorCatalog) -> dict[str, Any]:
    view: dict[str, Any] = estimate_view(job, container.choose_model, catalog).model_dump(by_alias=True)
    return view


async def test_a_job_is_planned_for_the_clips_of_its_model(with_runway: Container) -> None:
    longest = {
        model: with_runway.choose_model(jobs.brief(provider="runway", model=model)).longest_clip
        for model in ("gen4.5", "veo3.1", "seedance2", "gen9")
    }

    assert longest == {"gen4.5": 10, "veo3.1": 8, "seedance2": 15, "gen9": None}
    assert with_runway.choose_model(jobs.brief()).longest_clip is None


def test_an_estimate_has_the_cost_of_each_scene(container: Container, catalog: VendorCatalog) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), maxCost=2)

    assert estimate_of(job, container, catalog) == {
        "currency": "USD",
        "provider": "animatic",
        "model": "animatic-1",
        "pricesAsOf": catalog.prices.as_of,
        "scenes": (
            {"sceneNumber": 1, "duration": 2.0, "billedSeconds": 2.0, "cost": 0.2, **OF_NO_DRAFT},
            {"sceneNumber": 2, "duration": 2.0, "billedSeconds": 2.0, "cost": 0.2, **OF_NO_DRAFT},
        ),
        "voice": 0.0,
        "total": 0.4,
        "draft": None,
        "final": None,
        "firstFrames": {
            "toDraw": 2,
            "price": None,
            "total": None,
            "problem": "the animatic draws each scene itself, and its clips begin from no picture",
        },
        "fallback": (),
        "spent": 0.0,
        "inDoubt": 0.0,
        "maxCost": 2.0,
        "withinBudget": True,
    }


def test_an_estimate_reports_a_limit_that_is_too_low(container: Container, catalog: VendorCatalog) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), maxCost=0.25)

    assert not estimate_of(job, container, catalog)["withinBudget"]


def test_an_unknown_price_is_reported_as_unknown(container: Container, catalog: VendorCatalog) -> None:
    unpriced, job = priced(catalog, {}), jobs.in_review()

    estimate = estimate_of(job, container, unpriced)

    assert (estimate["total"], estimate["withinBudget"]) == (None, True)
    assert {scene["problem"] for scene in estimate["scenes"]} == {"the price table does not name this model"}
    assert not estimate_of(with_production(job, maxCost=9), container, unpriced)["withinBudget"]


def test_an_estimate_reports_a_scene_that_the_model_cannot_film(with_runway: Container) -> None:
    job = with_production(jobs.in_review("too long", "a cup"), provider="runway", model="gen4.5")
    first, second = job.scenes
    job = evolve(job, scenes=(evolve(first, text=jobs.text("too long", 60)), second))

    estimate = estimate_of(job, with_runway, with_runway.catalog)

    assert (estimate["provider"], estimate["model"], estimate["total"]) == ("runway", "gen4.5", None)
    assert (estimate["scenes"][0]["cost"], estimate["scenes"][0]["billedSeconds"]) == (None, None)
    assert "60 s long" in estimate["scenes"][0]["problem"]
    assert estimate["scenes"][1]["cost"] > 0


def test_an_estimate_leaves_out_scenes_that_are_being_filmed(container: Container, catalog: VendorCatalog) -> None:
    job = with_production(jobs.filming("a tin", "a cup"), maxCost=0.30)
    _, take = jobs.scene_and_take(job, 1)
    job = jobs.fail(purchasing.reserve_budget(job, take.id, Decimal("0.30")), 2)

    estimate = estimate_of(job, container, catalog)

    assert [scene["sceneNumber"] for scene in estimate["scenes"]] == [2]
    assert not estimate["withinBudget"]


def with_paid_voice(catalog: VendorCatalog, price: int | None = 1) -> VendorCatalog:
    """Return the catalog with a voice that costs so many US dollars for 1,000 characters."""
    voice = {} if price is None else {"elevenlabs": {"voice-1": Decimal(price)}}
    return replace(
        catalog,
        voice=lambda _: cast(SpeechModel, SimpleNamespace(model="voice-1")),
        prices=evolve(catalog.prices, voice=voice),
    )


def test_an_estimate_has_what_the_voice_costs(container: Container, catalog: VendorCatalog) -> None:
    job = with_choices(jobs.in_review("a tin", "a cup"), voice="elevenlabs")

    estimate = estimate_of(job, container, with_paid_voice(catalog))

    assert [(scene["cost"], scene["voiceCost"]) for scene in estimate["scenes"]] == [(0.2, 0.013), (0.2, 0.013)]
    assert (estimate["voice"], estimate["total"]) == (0.026, 0.426)


def test_a_line_of_a_scene_that_is_filmed_is_a_part_of_the_estimate_until_it_is_spoken(
    container: Container, catalog: VendorCatalog
) -> None:
    job = with_choices(jobs.completed("a tin", "a cup"), voice="elevenlabs")

    estimate = estimate_of(spoken(job, 1), container, with_paid_voice(catalog))

    (scene,) = estimate["scenes"]
    assert (scene["sceneNumber"], scene["billedSeconds"], scene["cost"], scene["voiceCost"]) == (2, None, 0.0, 0.013)
    assert estimate["total"] == 0.013


def test_a_voice_without_a_price_or_a_key_makes_the_total_unknown_and_says_why(
    container: Container, catalog: VendorCatalog
) -> None:
    def has_no_key(name: str) -> SpeechModel:
        raise AccountProblem(f"{name} needs a key")

    job = with_choices(jobs.in_review("a tin"), voice="elevenlabs")
    for without, problem in (
        (with_paid_voice(catalog, None), "the price table does not name this voice"),
        (replace(catalog, voice=has_no_key), "elevenlabs needs a key"),
    ):
        estimate = estimate_of(job, container, without)
        assert (estimate["voice"], estimate["total"]) == (None, None)
        assert (estimate["scenes"][0]["voiceCost"], estimate["scenes"][0]["problem"]) == (None, problem)


async def test_a_draft_is_filmed_by_the_cheap_model_and_made_final_by_the_chosen_one(with_runway: Container) -> None:
    choice = with_runway.choose_model(jobs.brief(provider="runway", model="veo3.1", draft=True))

    assert (choice.model, choice.final and choice.final.model) == ("veo3.1_fast", "veo3.1")
    assert with_runway.choose_model(jobs.brief(provider="runway", model="veo3.1")).final is None
    assert with_runway.choose_model(jobs.brief(provider="runway", model="gen4.5", draft=True)).final is None


async def test_what_is_drafted_is_no_longer_than_either_model_films(with_runway: Container) -> None:
    can = with_runway.catalog.video("runway").capabilities
    longest = {
        name: with_runway.choose_model(jobs.brief(provider="runway", model=name, draft=True)).longest_clip
        for name, model in can.items()
        if model.draft
    }

    assert longest == {name: min(max(can[name].seconds), max(can[can[name].draft or name].seconds)) for name in longest}


async def test_drafts_and_final_scenes_have_prices_of_their_own(with_runway: Container) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), provider="runway", model="seedance2", draft=True)
    choice = with_runway.choose_model(job.brief)
    prices = {"runway": {"seedance2_fast": Decimal("0.10"), "seedance2": Decimal("0.30")}}
    catalog = priced(with_runway.catalog, prices)

    assert total_cost(job, choice, catalog) == Decimal("0.80"), "four seconds at least of each of two scenes"
    assert final_cost(job, choice, catalog) == Decimal("2.40")


async def test_what_is_final_costs_nothing_more(with_runway: Container) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), provider="runway", model="seedance2", draft=True)
    choice = with_runway.choose_model(job.brief)
    catalog = priced(with_runway.catalog, {"runway": {"seedance2_fast": Decimal("0.10"), "seedance2": Decimal("0.30")}})
    job = decide(job, parse_message("approve_storyboard", {}), "one", jobs.NOW, choice)
    assert final_cost(job, choice, catalog) == Decimal("2.40"), "drafts are being filmed"
    drafted = jobs.film(jobs.film(job, 1), 2)

    job = decide(drafted, parse_message("finish_scenes", {"sceneNumbers": [1]}), "two", jobs.NOW, choice)

    assert [scene_final_cost(job, scene, choice, catalog) for scene in job.active_scenes] == [0, Decimal("1.20")]
    assert final_cost(jobs.film(job, 1), choice, catalog) == Decimal("1.20")
    assert final_cost(jobs.fail(job, 1), choice, catalog) == Decimal("2.40")


async def test_nobody_knows_what_a_final_film_costs_without_a_price(with_runway: Container) -> None:
    job = with_production(jobs.in_review("a tin"), provider="runway", model="seedance2", draft=True)
    catalog = priced(with_runway.catalog, {"runway": {"seedance2_fast": Decimal("0.10")}})

    assert final_cost(job, with_runway.choose_model(job.brief), catalog) is None


async def test_the_estimate_of_a_draft_shows_what_the_draft_and_what_making_it_final_costs(
    with_runway: Container,
) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), provider="runway", model="seedance2", draft=True)
    choice = with_runway.choose_model(job.brief)
    catalog = priced(with_runway.catalog, {"runway": {"seedance2_fast": Decimal("0.10"), "seedance2": Decimal("0.30")}})

    before = estimate_of(job, with_runway, catalog)
    drafted = jobs.film(jobs.film(decide(job, parse_message("approve_storyboard", {}), "one", jobs.NOW, choice), 1), 2)
    after = estimate_of(
        decide(drafted, parse_message("finish_scenes", {"sceneNumbers": [1]}), "two", jobs.NOW, choice),
        with_runway,
        catalog,
    )

    assert (before["model"], before["total"], before["draft"], before["final"]) == ("seedance2_fast", 0.8, 0.8, 2.4)
    assert [(scene["cost"], scene["finalCost"]) for scene in before["scenes"]] == [(0.4, 1.2)] * 2
    assert (after["total"], after["draft"], after["final"]) == (0.0, 0.0, 1.2)
    assert [(scene["sceneNumber"], scene["cost"], scene["finalCost"]) for scene in after["scenes"]] == [(2, 0.0, 1.2)]


async def test_the_estimate_says_what_the_model_that_films_next_will_leave_out(with_runway: Container) -> None:
    job = with_production(jobs.in_review("a tin"), provider="runway", model="seedance2", draft=True)
    choice = with_runway.choose_model(job.brief)
    catalog = priced(with_runway.catalog, {"runway": {"seedance2_fast": Decimal("0.10"), "seedance2": Decimal("0.30")}})
    pictures = tuple(
        evolve(jobs.asset(f"picture {number}"), status=AssetStatus.READY, blob_key="kept") for number in range(10)
    )
    scene, filming = job.active_scenes[0], Filming(references=tuple(picture.id for picture in pictures))
    scene = evolve(scene, text=evolve(scene.text, filming=filming))
    job = evolve(job, assets=pictures).with_scenes(scene)

    before = estimate_of(job, with_runway, catalog)
    drafted = jobs.film(decide(job, parse_message("approve_storyboard", {}), "one", jobs.NOW, choice), 1)
    after = estimate_of(drafted, with_runway, catalog)

    for estimate, model in ((before, "seedance2_fast"), (after, "seedance2")):
        reason = f"Runway's {model} takes 9 reference pictures at most and the scene has 10; it gets the first 9"
        assert estimate["scenes"][0]["leftOut"] == ({"what": "references", "reason": reason, "asset": None},)


async def test_the_estimate_says_what_each_fallback_provider_will_leave_out_or_cannot_film(
    with_runway: Container,
) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), fallback=["runway", "replicate"])
    first, second = job.active_scenes
    filming = Filming(last_frame=jobs.asset("end").id)
    first = evolve(first, text=evolve(first.text, filming=filming))
    job = job.with_scenes(first, evolve(second, text=jobs.text("too long", 60)))
    job = evolve(job, assets=(evolve(jobs.asset("end"), status=AssetStatus.READY, blob_key="kept"),))

    runway, replicate = estimate_of(job, with_runway, with_runway.catalog)["fallback"]

    assert (runway["provider"], runway["model"], runway["problem"]) == ("runway", "gen4.5", None)
    short, long = runway["scenes"]
    lacking = {"what": "last_frame", "reason": "Runway's gen4.5 takes no last frame", "asset": None}
    assert (short["leftOut"], short["problem"]) == ((lacking,), None)
    assert (long["leftOut"], "60 s long" in long["problem"]) == ((), True)
    assert (replicate["provider"], replicate["model"], replicate["scenes"]) == ("replicate", None, ())
    assert "REPLICATE_API_TOKEN" in replicate["problem"]


async def test_the_estimate_of_a_filmed_draft_says_what_the_final_model_of_a_fallback_provider_will_leave_out(
    with_runway: Container,
) -> None:
    job = with_production(jobs.in_review("a tin", "a cup"), draft=True, fallback=["runway"])
    drafted = jobs.film(jobs.filming("a tin", "a cup"), 1)
    take = jobs.take_of(drafted, 1)
    drafted = with_production(drafted.with_take(evolve(take, is_draft=True)), draft=True, fallback=["runway"])

    before, after = (estimate_of(each, with_runway, with_runway.catalog)["fallback"][0] for each in (job, drafted))

    assert [scene["sceneNumber"] for scene in before["scenes"]] == [1, 2]
    assert [scene["sceneNumber"] for scene in after["scenes"]] == [1]


async def test_a_scene_whose_final_price_nobody_knows_says_why(with_runway: Container) -> None:
    job = with_production(jobs.in_review("a tin"), provider="runway", model="seedance2", draft=True)
    catalog = priced(with_runway.catalog, {"runway": {"seedance2_fast": Decimal("0.10")}})

    estimate = estimate_of(job, with_runway, catalog)

    (scene,) = estimate["scenes"]
    assert (estimate["draft"], estimate["final"], scene["finalCost"]) == (0.4, None, None)
    assert scene["problem"] == "the price table does not name the final model"
