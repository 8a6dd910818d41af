from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from api.container import Container, build_container
from domain.error_info import ErrorInfo
from domain.errors import BudgetExceeded
from domain.job.model import evolve
from domain.rules import purchasing, results
from domain.rules.messages import Cancel, SetBudget
from runtime.container import adapters
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, RecordingGateway, Serving
from tests.stack.api.stages import approved, planned
from tests.unit.domain.jobs import text

OVER_BUDGET = ErrorInfo(code=BudgetExceeded.code, message="too dear")


async def priced_api(container: Container, serving: Serving, second: str | None = "0.10") -> Http:
    """Return an API whose animatics have this price per second."""
    prices = container.catalog.prices
    video = {"animatic": {"animatic-1": Decimal(second)}} if second else {}
    return await serving(replace(container, catalog=replace(container.catalog, prices=evolve(prices, video=video))))


@pytest.fixture
async def http(container: Container, serving: Serving) -> Http:
    return await priced_api(container, serving)


@pytest.fixture
async def with_runway(container: Container, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Container]:
    """A container whose adapters have a key for Runway."""
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key")
    async with adapters(container.settings) as opened:
        yield replace(
            build_container(container.settings, opened, RecordingGateway(opened.jobs)), migrations=container.migrations
        )


async def in_review(http: Http, container: Container, **production: object) -> UUID:
    job = UUID((await created(http, production=production))["id"])
    await planned(container, job)
    return job


async def test_an_estimate_has_the_cost_of_each_scene(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=2)
    seconds = [scene.text.duration for scene in (await container.jobs.load(job)).active_scenes]

    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]

    assert [scene["cost"] for scene in estimate["scenes"]] == [round(each / 10, 4) for each in seconds]
    assert [scene["billedSeconds"] for scene in estimate["scenes"]] == seconds
    assert estimate.pop("scenes")[0]["problem"] is None
    assert estimate == {
        "currency": "USD",
        "provider": "animatic",
        "model": "animatic-1",
        "pricesAsOf": container.catalog.prices.as_of.isoformat(),
        "total": round(sum(seconds) / 10, 4),
        "spent": 0.0,
        "inDoubt": 0.0,
        "maxCost": 2.0,
        "withinBudget": True,
    }


async def test_an_estimate_reports_a_limit_that_is_too_low(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=0.25)

    assert not (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]["withinBudget"]


async def test_an_unknown_price_is_reported_as_unknown(container: Container, serving: Serving) -> None:
    http = await priced_api(container, serving, None)
    job, limited = await in_review(http, container), await in_review(http, container, maxCost=9)

    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]

    assert (estimate["total"], estimate["withinBudget"]) == (None, True)
    assert {scene["problem"] for scene in estimate["scenes"]} == {"the price table does not name this model"}
    assert not (await http.get(f"{JOBS}/{limited}/estimate")).json()["data"]["withinBudget"]


async def test_an_estimate_reports_a_scene_that_the_model_cannot_film(with_runway: Container, serving: Serving) -> None:
    http = await serving(with_runway)
    job = await in_review(http, with_runway, provider="runway", model="gen4.5")
    await with_runway.jobs.change(
        job,
        lambda job, _: evolve(job, scenes=(evolve(job.scenes[0], text=text("too long", 60)), *job.scenes[1:])),
    )

    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]

    assert (estimate["provider"], estimate["model"], estimate["total"]) == ("runway", "gen4.5", None)
    assert (estimate["scenes"][0]["cost"], estimate["scenes"][0]["billedSeconds"]) == (None, None)
    assert "60 s long" in estimate["scenes"][0]["problem"]
    assert estimate["scenes"][1]["cost"] > 0


async def test_an_estimate_leaves_out_scenes_that_are_being_filmed(http: Http, container: Container) -> None:
    job = UUID((await created(http, production={"maxCost": 0.30}))["id"])
    scenes = (await approved(container, job)).active_scenes
    assert scenes[0].take_id
    first = scenes[0].take_id
    await container.jobs.change(job, lambda job, _: purchasing.reserve_budget(job, first, Decimal("0.30")))
    for scene in scenes[1:]:
        assert scene.take_id
        await fail_take(container, job, scene.take_id)

    estimate = (await http.get(f"{JOBS}/{job}/estimate")).json()["data"]

    assert [scene["sceneNumber"] for scene in estimate["scenes"]] == [scene.number for scene in scenes[1:]]
    assert not estimate["withinBudget"]


async def fail_take(container: Container, job: UUID, take: UUID) -> None:
    await container.jobs.change(job, lambda job, _: results.fail_take(job, take, OVER_BUDGET))


async def test_a_new_limit_is_applied_and_returned_as_a_number(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    job = await in_review(http, container, maxCost=2)
    assert (await http.get(f"{JOBS}/{job}")).json()["data"]["production"]["maxCost"] == 2.0

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 12.5}})

    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["production"]["maxCost"] == 12.5
    ((of, _, message),) = gateway.messages
    assert (of, message) == (job, SetBudget(max_cost=Decimal("12.5")))


async def test_a_limit_can_be_lifted(http: Http, container: Container) -> None:
    job = await in_review(http, container, maxCost=2)

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": None}})

    assert answer.json()["data"]["production"]["maxCost"] is None


async def test_a_job_over_its_budget_continues_when_the_limit_is_raised(http: Http, container: Container) -> None:
    job = UUID((await created(http, production={"maxCost": 0}))["id"])
    for scene in (await approved(container, job)).active_scenes:
        assert scene.take_id
        await fail_take(container, job, scene.take_id)
    parked = (await http.get(f"{JOBS}/{job}")).json()["data"]
    assert (parked["error"]["code"], parked["progress"]["stage"]) == ("budget_exceeded", "awaiting_retry")

    answer = await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 50}})

    after = answer.json()["data"]
    assert (after["error"], after["progress"]["stage"]) == (None, "filming")


async def test_the_budget_of_a_cancelled_job_cannot_be_changed(http: Http, container: Container) -> None:
    job = await in_review(http, container)
    await container.jobs.apply(job, "end", Cancel())

    assert (await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 5}})).status_code == 409


@pytest.mark.parametrize("job", ["01890000-0000-7000-8000-000000000000", "nonsense"])
async def test_estimate_and_budget_of_an_unknown_job_are_not_found(http: Http, job: str) -> None:
    assert (await http.get(f"{JOBS}/{job}/estimate")).status_code == 404
    assert (await http.patch(f"{JOBS}/{job}", json={"production": {"maxCost": 5}})).status_code == 404
