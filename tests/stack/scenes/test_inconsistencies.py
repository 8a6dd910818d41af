"""The three inconsistencies of `001…`, made by hand: refused, or healed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import CheckViolation
from sqlalchemy import text

from domain.job.model import Job, JobStatus, SceneStatus
from domain.job.progress import progress
from domain.storage_keys import film_key, scene_picture_key, still_key
from tests.stack.scenes.mending import audit, keys, lose, put, repairs, repairs_counted, sql, wake
from tests.stack.scenes.stack import Stack, frames_shown, scenes_of


@pytest.fixture
async def stage(reconciled: Stack) -> Stack:
    """What earlier tests left is mended already."""
    await audit(reconciled)
    return reconciled


@asynccontextmanager
async def connection_lost_once(stage: Stack, table: str, job: Job, when: str) -> AsyncIterator[None]:
    """The first transaction that writes such a row of the job loses its connection before it can commit."""
    await sql(stage, "create sequence once")
    await sql(
        stage,
        "create function lose_connection() returns trigger language plpgsql as $$ begin "
        "if nextval('once') = 1 then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if; "
        "return new; end $$",
    )
    condition = f"new.job_id = '{job.id}' and {when}"
    await sql(
        stage,
        f"create trigger lost before insert or update on {table} for each row when ({condition}) "
        "execute function lose_connection()",
    )
    yield
    async with stage.wiring.engine.begin() as connection:
        assert (await connection.execute(text("select last_value from once"))).scalar_one() >= 2
    await sql(stage, f"drop trigger lost on {table}")
    await sql(stage, "drop function lose_connection()")
    await sql(stage, "drop sequence once")


async def test_a_scene_without_a_clip_is_not_completed_whoever_writes(stage: Stack) -> None:
    job, filmed = await stage.in_review(), await stage.completed()
    url = stage.wiring.settings.psycopg_url

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
async def test_what_is_uploaded_before_its_status_is_written_is_found_again(
    stage: Stack, table: str, when: str
) -> None:
    job = await stage.in_review()

    async with connection_lost_once(stage, table, job, when):
        await stage.act(job, "approve_storyboard")
        after = await stage.done(job)

    assert stage.orders(after) == 3
    assert all(take.orders == 1 for scene in after.active_scenes for take in scene.takes)
    assert after.film
    assert await keys(stage, f"jobs/{job.id}/films") == {after.film.key}
    assert await frames_shown(stage, f"/api/v3/jobs/{job.id}/video") == 150
    found = await audit(stage)
    assert (found.orphaned_objects, found.clips_lost, found.films_lost) == (0, 0, 0)


@pytest.mark.parametrize("part", ["working.mp4", "tail.mp4"])
async def test_a_lost_clip_fails_its_scene_and_nothing_is_bought_unasked(stage: Stack, part: str) -> None:
    job = await stage.completed()
    clip = job.active_scenes[1].clip
    assert clip
    assert clip.working_key
    counted = await repairs_counted(stage, "clip_lost")
    await lose(stage, clip.working_key.replace("working.mp4", part))

    found = await audit(stage)

    assert (found.clips_lost, found.films_lost) == (1, 0)
    now = await stage.jobs.load(job.id)
    assert (now.status, progress(now).stage) == (JobStatus.PROCESSING, "awaiting_retry")
    scene = (await stage.get(f"{scenes_of(job)}/2"))["scene"]
    assert (scene["status"], scene["has_video"], scene["error"]["code"]) == ("failed", False, "clip_lost")
    assert (await stage.get(f"/api/v3/jobs/{job.id}"))["data"]["film"]["stale"]
    assert stage.orders(now) == 0
    assert await repairs(stage, job) == [{"kind": "clip_lost", "subject": str(clip.id)}]
    assert await repairs_counted(stage, "clip_lost") == counted + 1
    assert (await audit(stage)).clips_lost == 0

    await stage.act(job, "retry_failed_scenes")

    after = await stage.done(job)
    assert stage.orders(after) == 1
    assert await frames_shown(stage, f"/api/v3/jobs/{job.id}/video") == 150


async def test_a_lost_film_is_cut_again_for_nothing(stage: Stack) -> None:
    job = await stage.completed()
    assert job.film
    await lose(stage, job.film.key)

    found = await audit(stage)
    await wake(stage)

    assert (found.clips_lost, found.films_lost) == (0, 1)
    after = await stage.done(job)
    assert after.film
    assert after.film.id == job.film.id
    assert await frames_shown(stage, f"/api/v3/jobs/{job.id}/video") == 150
    assert stage.orders(after) == 0
    assert await repairs(stage, job) == [{"kind": "film_lost", "subject": str(job.film.id)}]


async def test_a_clip_that_a_cut_misses_fails_its_scene_and_not_the_job(stage: Stack) -> None:
    job = await stage.completed()
    assert job.active_scenes[1].clip
    await lose(stage, job.active_scenes[1].clip.working_key)

    await stage.put(f"{scenes_of(job)}/1", {"duration": 1})

    now = await stage.until(job, lambda now: now.active_scenes[1].status is SceneStatus.FAILED)
    assert now.active_scenes[1].error
    assert now.active_scenes[1].error.code == "clip_lost"
    assert (now.status, progress(now).stage) == (JobStatus.PROCESSING, "awaiting_retry")
    await stage.act(job, "finish_without_failed")
    assert len((await stage.done(job)).active_scenes) == 2


async def test_clips_of_deleted_jobs_and_scenes_are_not_missed(stage: Stack) -> None:
    job, gone = await stage.completed(), await stage.completed()
    await stage.delete(f"{scenes_of(job)}/2")
    await stage.done(job)
    await stage.delete(f"/api/v3/jobs/{gone.id}")
    for scene in (job.active_scenes[1], gone.active_scenes[0]):
        assert scene.clip
        await lose(stage, scene.clip.working_key)

    assert (await audit(stage)).clips_lost == 0


async def test_objects_that_no_row_knows_are_deleted_at_the_minimum_age(stage: Stack) -> None:
    job = await stage.completed()
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
        await put(stage, key)
    own = await keys(stage, "") - set(orphans)

    assert (await audit(stage)).orphaned_objects == 0
    assert await keys(stage, "") == own | set(orphans)

    await sql(stage, "update asset_blobs set created_at = now() - interval '25 hours'")
    assert (await audit(stage)).orphaned_objects == len(orphans)
    assert await keys(stage, "") == own
    assert await repairs_counted(stage, "orphaned_object") >= len(orphans)


async def test_a_deleted_job_is_purged_after_its_retention_and_not_before(stage: Stack) -> None:
    job, other = await stage.completed(), await stage.completed()
    await stage.delete(f"/api/v3/jobs/{job.id}")
    await sql(stage, "update jobs set deleted_at = now() - interval '29 days' where id = :job", job=job.id)
    assert (await audit(stage)).purged_jobs == 0
    assert len(await keys(stage, f"jobs/{job.id}")) > 3
    await put(stage, still_key(job.id, job.active_scenes[0].id, job.active_scenes[0].takes[0].id))

    await sql(stage, "update jobs set deleted_at = now() - interval '31 days' where id = :job", job=job.id)
    assert (await audit(stage)).purged_jobs == 1

    assert await keys(stage, f"jobs/{job.id}") == set()
    await stage.post(f"/api/v3/jobs/{job.id}/restore", status=404)
    async with stage.wiring.engine.begin() as connection:
        for table in ("job_scenes", "takes", "films", "storyboards", "requests", "events"):
            rows = await connection.execute(text(f"select count(*) from {table} where job_id = :job"), {"job": job.id})
            assert rows.scalar_one() == 0, table
    assert await stage.jobs.load(other.id) == other
    assert await frames_shown(stage, f"/api/v3/jobs/{other.id}/video") == 150


async def test_a_job_whose_run_was_terminated_goes_on(stage: Stack) -> None:
    stage.vendor.slow.clear()
    job = await stage.in_review()
    await stage.act(job, "approve_storyboard")
    await stage.until(job, lambda now: all(scene.take and scene.take.order_id for scene in now.active_scenes))
    await stage.studio.client.get_workflow_handle(f"job-{job.id}").terminate()
    stage.vendor.slow.set()

    assert (await wake(stage)).orphans >= 1

    after = await stage.done(job)
    assert stage.orders(after) == 3


async def test_answers_are_forgotten_after_their_day(stage: Stack) -> None:
    job = await stage.in_review()
    key = str(uuid4())
    await stage.put(f"{scenes_of(job)}/1", {"script": "first"}, Idempotency_Key=key)
    await sql(stage, "update idempotency_keys set created_at = now() - interval '25 hours'")

    await audit(stage)

    async with stage.wiring.engine.begin() as connection:
        assert (await connection.execute(text("select count(*) from idempotency_keys"))).scalar_one() == 0
