"""Seed document `001…`: its three inconsistencies are refused or repaired."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation
from sqlalchemy import text

from domain.job.model import Job, JobStatus
from domain.job.progress import progress
from domain.job.scene import SceneStatus
from domain.storage_keys import film_key, scene_picture_key, still_key
from tests.harness.stack import Stack, frames_shown, scenes_path
from tests.stack.takes.reconciling import keys, lose, put, repairs, repairs_counted, sql


@pytest.fixture
async def stack(reconciled: Stack) -> Stack:
    """Run the audit first, so that it finds only what the test loses."""
    await reconciled.pipeline.audit_storage()
    return reconciled


@asynccontextmanager
async def connection_lost_once(stack: Stack, table: str, job: Job, when: str) -> AsyncIterator[None]:
    """Break the connection of the first transaction that writes such a row, before it commits."""
    await sql(stack, "create sequence once")
    await sql(
        stack,
        "create function lose_connection() returns trigger language plpgsql as $$ begin "
        "if nextval('once') = 1 then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if; "
        "return new; end $$",
    )
    condition = f"new.job_id = '{job.id}' and {when}"
    await sql(
        stack,
        f"create trigger lost before insert or update on {table} for each row when ({condition}) "
        "execute function lose_connection()",
    )
    yield
    async with stack.container.engine.begin() as connection:
        assert (await connection.execute(text("select last_value from once"))).scalar_one() >= 2
    await sql(stack, f"drop trigger lost on {table}")
    await sql(stack, "drop function lose_connection()")
    await sql(stack, "drop sequence once")


async def test_a_scene_without_a_clip_cannot_be_written_as_completed(stack: Stack) -> None:
    job, filmed = await stack.in_review(), await stack.completed()
    url = stack.container.settings.psycopg_url

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        with pytest.raises(CheckViolation, match="completed_has_a_clip"):
            await connection.execute("update job_scenes set status = 'completed' where job_id = %s", [job.id])
        with pytest.raises(CheckViolation, match="completed_has_a_clip"):
            await connection.execute(
                "update job_scenes set working_video_clip_s3_key = null where job_id = %s", [filmed.id]
            )


@pytest.mark.parametrize(
    ("table", "when"),
    [("takes", "new.status = 'filmed'"), ("takes", "new.status = 'done'"), ("films", "true")],
    ids=["the vendor's clip", "the working clip", "the film"],
)
async def test_a_clip_stored_before_its_status_was_written_is_found_again(stack: Stack, table: str, when: str) -> None:
    job = await stack.in_review()

    async with connection_lost_once(stack, table, job, when):
        await stack.act(job, "approve_storyboard")
        after = await stack.done(job)

    assert stack.orders(after) == 3
    assert all(take.orders == 1 for scene in after.active_scenes for take in scene.takes)
    assert after.film
    assert await keys(stack, f"jobs/{job.id}/films") == {after.film.key}
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == 150
    found = await stack.pipeline.audit_storage()
    assert (found.orphaned_objects, found.clips_lost, found.films_lost) == (0, 0, 0)


@pytest.mark.parametrize("part", ["working.mp4", "tail.mp4"])
async def test_a_lost_clip_fails_its_scene_and_nothing_is_ordered_without_a_request(stack: Stack, part: str) -> None:
    job = await stack.completed()
    clip = job.active_scenes[1].clip
    assert clip
    assert clip.working_key
    counted = await repairs_counted(stack, "clip_lost")
    await lose(stack, clip.working_key.replace("working.mp4", part))

    found = await stack.pipeline.audit_storage()

    assert (found.clips_lost, found.films_lost) == (1, 0)
    now = await stack.jobs.load(job.id)
    assert (now.status, progress(now).stage) == (JobStatus.PROCESSING, "awaiting_retry")
    scene = (await stack.get(f"{scenes_path(job)}/2"))["scene"]
    assert (scene["status"], scene["has_video"], scene["error"]["code"]) == ("failed", False, "clip_lost")
    assert (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]["film"]["stale"]
    assert stack.orders(now) == 0
    assert await repairs(stack, job) == [{"kind": "clip_lost", "subject": str(clip.id)}]
    assert await repairs_counted(stack, "clip_lost") == counted + 1
    assert (await stack.pipeline.audit_storage()).clips_lost == 0

    await stack.act(job, "retry_failed_scenes")

    after = await stack.done(job)
    assert stack.orders(after) == 1
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == 150


async def test_a_lost_film_is_cut_again_without_new_orders(stack: Stack) -> None:
    job = await stack.completed()
    assert job.film
    await lose(stack, job.film.key)

    found = await stack.pipeline.audit_storage()
    await stack.pipeline.reconcile()

    assert (found.clips_lost, found.films_lost) == (0, 1)
    after = await stack.done(job)
    assert after.film
    assert after.film.id == job.film.id
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == 150
    assert stack.orders(after) == 0
    assert await repairs(stack, job) == [{"kind": "film_lost", "subject": str(job.film.id)}]


async def test_a_clip_missing_when_the_film_is_cut_fails_its_scene_and_not_the_job(stack: Stack) -> None:
    job = await stack.completed()
    assert job.active_scenes[1].clip
    await lose(stack, job.active_scenes[1].clip.working_key)

    await stack.put(f"{scenes_path(job)}/1", {"duration": 1})

    now = await stack.until(job, lambda now: now.active_scenes[1].status is SceneStatus.FAILED)
    assert now.active_scenes[1].error
    assert now.active_scenes[1].error.code == "clip_lost"
    assert (now.status, progress(now).stage) == (JobStatus.PROCESSING, "awaiting_retry")
    await stack.act(job, "finish_without_failed")
    assert len((await stack.done(job)).active_scenes) == 2


async def test_clips_of_deleted_jobs_and_scenes_are_not_audited(stack: Stack) -> None:
    job, gone = await stack.completed(), await stack.completed()
    await stack.delete(f"{scenes_path(job)}/2")
    await stack.done(job)
    await stack.delete(f"/api/v3/jobs/{gone.id}")
    for scene in (job.active_scenes[1], gone.active_scenes[0]):
        assert scene.clip
        await lose(stack, scene.clip.working_key)

    assert (await stack.pipeline.audit_storage()).clips_lost == 0


async def test_objects_without_a_row_are_deleted_at_the_minimum_age(stack: Stack) -> None:
    job = await stack.completed()
    orphans = [
        f"jobs/{job.id}/scenes/{job.active_scenes[0].id}/{uuid4()}/original.mp4",
        f"jobs/{job.id}/scenes/{job.active_scenes[0].id}/{uuid4()}/sound.wav",
        film_key(job.id, uuid4()),
        still_key(job.id, job.active_scenes[0].id, uuid4()),
        f"assets/{uuid4()}",
        scene_picture_key("hook", uuid4(), "png"),
    ]
    others = ["generated-content/scenes/hook.png"]
    for key in (*orphans, *others):
        await put(stack, key)
    own = await keys(stack, "") - set(orphans)

    assert (await stack.pipeline.audit_storage()).orphaned_objects == 0
    assert await keys(stack, "") == own | set(orphans)

    await sql(stack, "update asset_blobs set created_at = now() - interval '25 hours'")
    assert (await stack.pipeline.audit_storage()).orphaned_objects == len(orphans)
    assert await keys(stack, "") == own
    assert await repairs_counted(stack, "orphaned_object") >= len(orphans)


async def test_a_deleted_job_is_purged_after_its_retention_and_not_before(stack: Stack) -> None:
    job, other = await stack.completed(), await stack.completed()
    await stack.delete(f"/api/v3/jobs/{job.id}")
    await sql(stack, "update jobs set deleted_at = now() - interval '29 days' where id = :job", job=job.id)
    assert (await stack.pipeline.audit_storage()).purged_jobs == 0
    assert len(await keys(stack, f"jobs/{job.id}")) > 3
    await put(stack, still_key(job.id, job.active_scenes[0].id, job.active_scenes[0].takes[0].id))

    await sql(stack, "update jobs set deleted_at = now() - interval '31 days' where id = :job", job=job.id)
    assert (await stack.pipeline.audit_storage()).purged_jobs == 1

    assert await keys(stack, f"jobs/{job.id}") == set()
    await stack.post(f"/api/v3/jobs/{job.id}/restore", status=404)
    async with stack.container.engine.begin() as connection:
        for table in ("job_scenes", "takes", "films", "storyboards", "requests", "events"):
            rows = await connection.execute(text(f"select count(*) from {table} where job_id = :job"), {"job": job.id})
            assert rows.scalar_one() == 0, table
    assert await stack.jobs.load(other.id) == other
    assert await frames_shown(stack, f"/api/v3/jobs/{other.id}/video") == 150


async def test_a_job_whose_run_was_terminated_goes_on(stack: Stack) -> None:
    stack.vendor.slow.clear()
    job = await stack.in_review()
    await stack.act(job, "approve_storyboard")
    await stack.until(job, lambda now: all(scene.take and scene.take.order_id for scene in now.active_scenes))
    await stack.pipeline.client.get_workflow_handle(f"job-{job.id}").terminate()
    stack.vendor.slow.set()

    assert (await stack.pipeline.reconcile()).orphans >= 1

    after = await stack.done(job)
    assert stack.orders(after) == 3


async def test_idempotency_keys_are_deleted_after_a_day(stack: Stack) -> None:
    job = await stack.in_review()
    key = str(uuid4())
    await stack.put(f"{scenes_path(job)}/1", {"script": "first"}, Idempotency_Key=key)
    await sql(stack, "update idempotency_keys set created_at = now() - interval '25 hours'")

    await stack.pipeline.audit_storage()

    async with stack.container.engine.begin() as connection:
        assert (await connection.execute(text("select count(*) from idempotency_keys"))).scalar_one() == 0
