"""What approving a job would cost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.purchasing.vendor_catalog import VendorCatalog
from api.container import Container, open_container
from api.schemas.estimate import estimate_view
from domain.errors import AccountProblem
from domain.job.model import Job, evolve
from domain.ports.speech import SpeechModel
from domain.rules import purchasing
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


def with_production(job: Job, **production: object) -> Job:
    return evolve(job, brief=jobs.brief(**production))


def estimate_of(job: Job, container: Container, catalog: VendorCatalog) -> dict[str, Any]:
    view: dict[str, Any] = estimate_view(job, container.choose_model(job.brief), catalog).model_dump(by_alias=True)
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
            {"sceneNumber": 1, "duration": 2.0, "billedSeconds": 2.0, "cost": 0.2, "voiceCost": 0.0, "problem": None},
            {"sceneNumber": 2, "duration": 2.0, "billedSeconds": 2.0, "cost": 0.2, "voiceCost": 0.0, "problem": None},
        ),
        "voice": 0.0,
        "total": 0.4,
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
