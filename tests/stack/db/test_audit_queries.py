"""What must be stored, page by page, and which objects no row refers to."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.assets import PostgresAssets
from db.audit_queries import PostgresAuditQueries
from db.jobs.repository import PostgresJobs
from db.scenarios.repository import PostgresScenarios
from domain.brief import AssetType
from domain.ports.audit import AuditPage
from domain.rules.results import StoredAsset
from domain.scenarios.task import StoredImage
from domain.storage_keys import (
    asset_key,
    film_key,
    original_key,
    scene_picture_key,
    sound_key,
    still_key,
    tail_key,
    working_key,
)
from tests.stack.db.by_hand import Database, stored
from tests.stack.db.orders import undrawn
from tests.unit.domain.jobs import JOB, completed

MONTH = timedelta(days=30)


@pytest.fixture
def queries(engine: AsyncEngine) -> PostgresAuditQueries:
    return PostgresAuditQueries(engine, retention=MONTH, event_retention=MONTH)


async def add_asset(engine: AsyncEngine, asset: UUID, key: str) -> None:
    image = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=1, blob_key=key)
    await PostgresAssets(engine).add(asset, "tin", "hero", None, image)


async def pages(queries: PostgresAuditQueries, limit: int) -> list[AuditPage]:
    found = [await queries.page("", limit)]
    while (until := found[-1].until) is not None:
        found.append(await queries.page(until, limit))
    return found


async def test_pages_hold_each_key_that_must_be_stored_once_and_in_order(
    jobs: PostgresJobs, engine: AsyncEngine, queries: PostgresAuditQueries
) -> None:
    await stored(jobs, completed())
    job = await jobs.load(JOB)
    assets = [asset_key(uuid4()) for _ in range(3)]
    for key in assets:
        await add_asset(engine, uuid4(), key)
    expected = {*assets, *(key for scene in job.scenes if scene.clip for key in [scene.clip.original_key] if key)}
    expected |= {scene.clip.working_key for scene in job.scenes if scene.clip and scene.clip.working_key}
    assert job.film
    expected.add(job.film.key)

    found = await pages(queries, limit=1)

    keys = [key for page in found for key in sorted(page.keys)]
    assert len(keys) == len(set(keys))
    assert expected <= set(keys)
    assert len(found) >= 4
    ends = [page.until for page in found[:-1]]
    assert ends == sorted(end for end in ends if end)
    assert (await queries.page("", 100)).keys == set(assets)


async def test_a_key_is_unknown_when_no_row_refers_to_it(
    jobs: PostgresJobs, engine: AsyncEngine, queries: PostgresAuditQueries
) -> None:
    await stored(jobs, completed())
    job = await jobs.load(JOB)
    scene = job.scenes[0]
    asset, other = uuid4(), uuid4()
    await add_asset(engine, asset, asset_key(asset))
    assert job.film
    take = scene.takes[0].id
    working = working_key(JOB, scene.id, take)
    known = [
        *(original_key(JOB, scene.id, take), still_key(JOB, scene.id, take), working, tail_key(working)),
        *(film_key(JOB, job.film.id), asset_key(asset)),
    ]
    not_ours = ["generated-content/scenes/hook.png", f"jobs/{JOB}/notes.txt", "assets/logo.png"]
    unknown = [
        *(original_key(JOB, scene.id, other), still_key(JOB, scene.id, other)),
        sound_key(working_key(JOB, scene.id, other)),
        *(film_key(JOB, other), asset_key(other), scene_picture_key("hook", other, "png")),
    ]

    assert set(await queries.unknown([*known, *not_ours, *unknown])) == set(unknown)


async def test_a_picture_is_known_from_before_it_is_stored_and_as_long_as_its_scene_or_asset_exists(
    engine: AsyncEngine, database: Database, queries: PostgresAuditQueries
) -> None:
    scenarios = PostgresScenarios(engine)
    scene, other = await undrawn(scenarios)
    key = scene_picture_key("hook", scene, "png")
    assert await queries.unknown([key]) == [key]

    await scenarios.save_image_key(scene, StoredImage(key=key, content_type="image/png", size=1))
    assert await queries.unknown([key]) == []

    shown = scene_picture_key("cta", other, "webp")
    await add_asset(engine, other, shown)
    database.run("delete from video_scenes")
    assert await queries.unknown([key, shown]) == [key]
