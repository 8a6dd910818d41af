"""Originals and assets whose files are lost or were never fetched."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from domain.job.model import JobStatus
from tests.harness.api_client import TIMEOUT_SECONDS, Json
from tests.harness.stack import Stack, scenes_path
from tests.stack.storage.web_server import Answer, Site, answer, running_site
from tests.stack.takes.reconciling import keys, lose, repairs, sql


@pytest.fixture
async def stack(reconciled: Stack) -> Stack:
    """Run the audit first, so that it finds only what the test loses."""
    await reconciled.pipeline.audit_storage()
    return reconciled


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as site:
        yield site


async def fetched_later(stack: Stack, url: str) -> Json:
    """An asset created with respond-async, once its download is over."""
    asset = (await stack.post("/api/v3/assets", {"url": url}, 202, Prefer="respond-async"))["data"]
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while asset["status"] == "pending":
            await asyncio.sleep(0.05)
            asset = (await stack.get(f"/api/v3/assets/{asset['id']}"))["data"]
    return dict(asset)


async def test_a_lost_original_is_no_longer_named_and_the_scene_stays_completed(stack: Stack) -> None:
    job = await stack.completed()
    scene, clip = job.active_scenes[1], job.active_scenes[1].clip
    assert clip
    await lose(stack, clip.original_key)

    assert (await stack.pipeline.audit_storage()).originals_lost == 1

    shown = (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]["scenes"][1]
    assert (shown["status"], shown["originalVideoClipUrl"], shown["originalVideoClipS3Key"]) == (
        "completed",
        None,
        None,
    )
    assert (await stack.get(f"{scenes_path(job)}/2"))["scene"]["original_video_clip_s3_key"] is None
    assert (await stack.jobs.load(job.id)).status is JobStatus.COMPLETED
    await stack.get(f"{scenes_path(job)}/{scene.id}/video?clip=original", 404)
    assert (await stack.http.get(shown["videoUrl"])).status_code == 200
    assert await repairs(stack, job) == [{"kind": "original_lost", "subject": str(clip.id)}]
    assert (await stack.pipeline.audit_storage()).originals_lost == 0


@pytest.mark.parametrize("is_reconciled", [True, False])
async def test_a_lost_picture_is_a_warning_and_the_film_is_made_without_it(stack: Stack, is_reconciled: bool) -> None:
    body = {
        "context": {"clientId": "client"},
        "adBasics": {"productName": "Morrow", "duration": 5},
        "production": {"music": "none"},
        "creative": {"assets": [{"url": f"{stack.vendor.url}/picture", "name": "The tin", "role": "product"}]},
    }
    created = (await stack.post("/api/v3/jobs", body, 201))["data"]
    job = await stack.jobs.load(UUID(created["id"]))
    asset = job.assets[0].id
    job = await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW)
    assert any(asset in scene.text.assets for scene in job.active_scenes)
    await lose(stack, f"assets/{asset}")

    if is_reconciled:
        assert (await stack.pipeline.audit_storage()).assets_lost == 1
    await stack.act(job, "approve_storyboard")
    await stack.done(job)

    shown = (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]
    assert [(warning["code"], "The tin" in warning["message"]) for warning in shown["warnings"]] == [
        ("asset_lost", True)
    ]
    assert shown["assets"][0]["status"] == "failed"
    assert (await stack.get(f"/api/v3/assets/{asset}"))["data"]["status"] == "failed"
    assert (await stack.pipeline.audit_storage()).assets_lost == 0


async def test_purging_a_job_deletes_its_own_assets_and_no_asset_of_a_client(stack: Stack) -> None:
    picture = f"{stack.vendor.url}/picture"
    kept = (await stack.post("/api/v3/assets", {"url": picture, "name": "tin", "role": "hero"}, 201))["data"]
    body = {
        "context": {"clientId": "client"},
        "adBasics": {"productName": "Morrow", "duration": 5},
        "creative": {"assets": [{"id": kept["id"]}, {"url": picture}]},
    }
    job = (await stack.post("/api/v3/jobs", body, 201))["data"]
    own = next(asset["id"] for asset in job["assets"] if asset["id"] != kept["id"])
    await stack.until(await stack.jobs.load(UUID(job["id"])), lambda now: now.status is JobStatus.STORYBOARD_REVIEW)
    await stack.delete(f"/api/v3/jobs/{job['id']}")
    await sql(stack, "update jobs set deleted_at = now() - interval '31 days' where id = :job", job=job["id"])

    assert (await stack.pipeline.audit_storage()).purged_jobs == 1

    assert await keys(stack, f"assets/{own}") == set()
    await stack.get(f"/api/v3/assets/{own}", 404)
    assert (await stack.http.get(f"/api/v3/assets/{kept['id']}/data")).status_code == 200


@pytest.mark.parametrize(
    ("told", "code", "words", "retryable"),
    [
        (answer(404), "input_rejected", "answered 404", False),
        (answer(200, b"<html>no picture</html>"), "input_rejected", "image", False),
        (answer(503, Retry_After=1), "unavailable", "answered 503", True),
    ],
    ids=["not there", "no picture", "unavailable"],
)
async def test_an_asset_fetched_in_the_background_shows_why_fetching_it_failed(
    stack: Stack, site: Site, told: Answer, code: str, words: str, retryable: bool
) -> None:
    asset = await fetched_later(stack, site.serve("/a", told))

    assert (asset["status"], asset["error"]["code"], asset["error"]["retryable"]) == ("failed", code, retryable)
    assert words in asset["error"]["message"]


async def test_an_asset_that_was_never_fetched_is_deleted_after_the_retention(stack: Stack, site: Site) -> None:
    path = f"/api/v3/assets/{(await fetched_later(stack, site.serve('/a', answer(404))))['id']}"
    await stack.pipeline.audit_storage()
    await stack.get(path)
    await sql(stack, "update assets set created_at = now() - interval '31 days' where status = 'failed'")

    await stack.pipeline.audit_storage()

    await stack.get(path, 404)
