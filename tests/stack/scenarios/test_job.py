"""A saved scenario becomes a job in review, with its images as first frames."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from tests.harness.api_bodies import png
from tests.harness.api_client import TIMEOUT_SECONDS, Json
from tests.harness.scenario_stack import ScenarioStack, scenario
from tests.stack.storage.web_server import answer as respond
from tests.stack.storage.web_server import running_site

SCRIPT = {"hook": "Late again?", "main": "Tea in a minute.", "cta": "Order now"}


async def job_of(stack: ScenarioStack, saved: Json, **brief: Any) -> Job:
    answer = await stack.http.post("/api/v3/jobs", json={"scenarioId": saved["id"], **brief})
    assert answer.status_code == 201, answer.text
    return await stack.container.jobs.load(UUID(answer.json()["data"]["id"]))


async def saved_scenario(stack: ScenarioStack, given: Json) -> Json:
    return await stack.scenario(await stack.saved(await stack.user(credits=20), given))


async def test_a_scenario_is_a_job_in_review_without_a_brief(stack: ScenarioStack) -> None:
    saved = await saved_scenario(stack, scenario(3, audio_script=SCRIPT, resolution="1920:1080"))

    job = await job_of(stack, saved)

    assert job.status is JobStatus.STORYBOARD_REVIEW
    assert (job.brief.context.client_id, job.brief.ad_basics.product_name) == (saved["user_id"], saved["title"])
    assert job.brief.ad_basics.aspect_ratio == "16:9"
    texts = [scene.text for scene in job.active_scenes]
    assert [(text.scenario, text.script) for text in texts] == [
        ("hook", "Late again?"),
        ("solution", "Tea in a minute."),
        ("cta", "Order now"),
    ]
    pictures = {asset.id for asset in job.assets if asset.status is AssetStatus.READY}
    assert [text.assets for text in texts] == [(), *((UUID(scene["id"]),) for scene in saved["scenes"][1:])]
    assert pictures == {UUID(scene["id"]) for scene in saved["scenes"][1:]}
    assert job.storyboards[0].metadata == {"planner": "scenario", "scenario": saved["id"]}


async def test_the_briefs_fields_override_the_scenarios(stack: ScenarioStack) -> None:
    saved = await saved_scenario(stack, scenario(2))

    job = await job_of(
        stack,
        saved,
        context={"clientId": "acme", "season": "spring"},
        adBasics={"productName": "Ember", "aspectRatio": "1:1", "shelf": 7},
        production={"resolution": "720p"},
    )

    assert job.brief.context.client_id == "acme"
    assert job.brief.context.model_extra == {"season": "spring"}
    assert (job.brief.ad_basics.product_name, job.brief.ad_basics.aspect_ratio) == ("Ember", "1:1")
    assert job.brief.ad_basics.model_extra == {"shelf": 7}


async def test_the_first_scenes_own_picture_is_fetched_while_the_job_is_in_review(stack: ScenarioStack) -> None:
    given = scenario(1)
    async with running_site() as site:
        given["scenes"][0]["image_url"] = site.serve("/first.png", respond(200, png(size=64)))
        job = await job_of(stack, await saved_scenario(stack, given))
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while job.assets[0].status is AssetStatus.PENDING:
                await asyncio.sleep(0.1)
                job = await stack.container.jobs.load(job.id)

    assert (job.status, job.assets[0].status) == (JobStatus.STORYBOARD_REVIEW, AssetStatus.READY)
    assert job.active_scenes[0].text.assets == (job.assets[0].id,)


async def test_an_unknown_scenario_is_refused_by_its_id(stack: ScenarioStack) -> None:
    answer = await stack.http.post("/api/v3/jobs", json={"scenarioId": str(uuid4())})

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == ["scenarioId"]


async def test_a_job_needs_a_brief_or_a_scenario(stack: ScenarioStack) -> None:
    answer = await stack.http.post("/api/v3/jobs", json={})

    assert {fault["path"] for fault in answer.json()["errors"]} == {"context", "adBasics"}
