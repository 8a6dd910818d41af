"""Whose things of before the owners are: the migration says."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from db.assets import PostgresAssets
from db.clients.credits import PostgresCredits
from db.jobs.repository import PostgresJobs
from db.scenarios.repository import PostgresScenarios
from domain.brief import AssetType
from domain.job.job_asset import AssetStatus, JobAsset
from domain.rules.results import StoredAsset
from tests.harness.pipeline import brief
from tests.harness.scenario_seed import EXAMPLE
from tests.stack.db.by_hand import Database
from tests.stack.db.test_migrations import step

_BEFORE = "0024"


async def uploaded(assets: PostgresAssets) -> UUID:
    """An asset of nobody."""
    asset = uuid4()
    stored = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=1, blob_key=str(asset), sha256="0" * 64)
    await assets.add(asset, "tin", "hero", None, stored)
    return asset


async def using(jobs: PostgresJobs, client: str, asset: UUID) -> None:
    used = JobAsset(id=asset, type=AssetType.IMAGE, name="tin", role="hero", status=AssetStatus.READY)
    await jobs.create(uuid4(), brief(clientId=client), [used], {})


async def test_an_asset_of_before_belongs_to_the_client_whose_jobs_use_it(
    engine: AsyncEngine, jobs: PostgresJobs, database: Database
) -> None:
    assets = PostgresAssets(engine)
    unused, of_one, of_two = [await uploaded(assets) for _ in range(3)]
    for client, asset in (("acme", of_one), ("acme", of_one), ("acme", of_two), ("other", of_two)):
        await using(jobs, client, asset)

    await step(engine, _BEFORE)
    await step(engine, "head")

    owners = dict(database.rows("select id, client_id from assets"))
    assert owners == {unused: None, of_one: "acme", of_two: None}


async def test_a_task_of_before_belongs_to_the_client_of_its_users_name_and_an_account_to_nobody(
    engine: AsyncEngine, database: Database
) -> None:
    task = await PostgresScenarios(engine).create(uuid4(), "short", "ann", EXAMPLE, "started", "acme")
    account = await PostgresCredits(engine).grant("ann", uuid4(), 5, "")

    await step(engine, _BEFORE)
    await step(engine, "head")

    assert database.rows("select id, client_id from tasks") == [(task.id, "ann")]
    assert database.rows("select client_id, balance from credit_accounts") == [(None, account.balance)]


async def test_the_image_of_a_scenario_of_before_belongs_to_the_scenarios_client(
    engine: AsyncEngine, jobs: PostgresJobs, database: Database
) -> None:
    asset, task, scenario = await uploaded(PostgresAssets(engine)), uuid4(), uuid4()
    now = datetime.now(UTC)
    await PostgresScenarios(engine).create(task, "short", "ann", EXAMPLE, "started")
    database.run(
        "insert into video_scenarios (id, task_id, short_id, user_id, title, scene_count, metadata, created_at, "
        "updated_at) values (%s, %s, 'short', 'ann', 'Tea', 1, '{}', %s, %s)",
        *(scenario, task, now, now),
    )
    database.run(
        "insert into video_scenes (id, scenario_id, scene_number, image_url, status, metadata, orders, cost, credits, "
        "asset_id, created_at, updated_at) values (%s, %s, 1, 'x', 'completed', '{}', 0, 0, 0, %s, %s, %s)",
        *(uuid4(), scenario, asset, now, now),
    )
    await using(jobs, "acme", asset)

    await step(engine, _BEFORE)
    await step(engine, "head")

    assert database.rows("select client_id from assets") == [("ann",)]
