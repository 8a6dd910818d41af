"""Save-scenario tasks, scenarios and their scenes: the only writer of these rows.

Every change locks the task's row first, so a step of a task that was cancelled meanwhile sees that and does nothing.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.clients.client_spend import NO_LIMITS, SpendLimits, add_spend
from db.clients.credits import claim_user
from db.connections.engine import Session, transaction
from db.connections.prepared import run_all
from db.purchasing.vendor_limits import VendorLocks, check_limits, locked_vendor
from db.rows import from_row
from db.scenarios.mapping import asset_row, new_scenario_row, new_scene_rows, once, to_saved_scenario, to_saved_scene
from db.schema.tables.clients import CreditAccountRow
from db.schema.tables.jobs import AssetRow
from db.schema.tables.scenarios import TaskRow, VideoScenarioRow, VideoSceneRow
from domain.clients.client_limits import Purchase, month_of
from domain.errors import Conflict, ErrorInfo, NotFound, OrderUnknown
from domain.ports.repositories import OrderState, ScenarioRepository
from domain.ports.vendor_limits import VendorLimits
from domain.scenarios.document import ScenarioDocument
from domain.scenarios.task import (
    TASK_OVER,
    ImageOutcome,
    SavedScenario,
    SavedScene,
    SavedSceneStatus,
    StoredImage,
    Task,
    TaskProgress,
    TaskResult,
    TaskStatus,
)

SAVE_SCENARIO = "SAVE_SCENARIO"


class PostgresScenarios(ScenarioRepository):
    def __init__(
        self, engine: AsyncEngine, public_base_url: str | None = None, spend_limits: SpendLimits = NO_LIMITS
    ) -> None:
        """`public_base_url` is where stored objects are public. None: pictures are read through the API."""
        self._engine = engine
        self._public_base_url = public_base_url
        self._vendor_locks = VendorLocks()
        self._spend_limits = spend_limits

    async def create(
        self,
        task_id: UUID,
        short_id: str,
        user_id: str,
        scenario: dict[str, Any],
        message: str,
        client_id: str | None = None,
    ) -> Task:
        """Create the task, `pending`. If the id exists already, return that task.

        It belongs to the client, and so does the user from then on; without one, to the client whose the user is
        already, else to the client of the user's name. Errors: OtherClient when the user is another client's.
        """
        owner_of_user = select(CreditAccountRow.client_id).where(CreditAccountRow.user_id == user_id)
        async with transaction(self._engine) as session:
            now = await session.now()
            if client_id is not None:
                await claim_user(session, user_id, client_id)
            new = insert(TaskRow).values(
                id=task_id,
                type=SAVE_SCENARIO,
                client_id=client_id or func.coalesce(owner_of_user.scalar_subquery(), user_id),
                short_id=short_id,
                user_id=user_id,
                scenario=scenario,
                status=TaskStatus.PENDING.value,
                progress=0,
                message=message,
                is_settled=False,
                created_at=now,
                updated_at=now,
            )
            await session.exec(new.on_conflict_do_nothing(index_elements=["id"]))
            return from_row(Task, await session.find(TaskRow, task_id, "task"))

    async def scenario(self, scenario_id: UUID) -> SavedScenario:
        """Return the scenario with its scenes. Errors: NotFound."""
        async with transaction(self._engine) as session:
            query = select(VideoScenarioRow, TaskRow.client_id).join(TaskRow)
            found = (await session.exec(query.where(VideoScenarioRow.id == scenario_id))).first()
            if found is None:
                raise NotFound(f"no scenario {scenario_id}")
            scenario, client_id = found
            return to_saved_scenario(scenario, await _scenes(session, scenario_id), client_id)

    async def task(self, task_id: UUID) -> Task:
        async with transaction(self._engine) as session:
            return from_row(Task, await session.find(TaskRow, task_id, "task"))

    async def advance(self, task_id: UUID, progress: int, message: str) -> Task:
        async with self._locked_task(task_id) as (session, row):
            await _advance(session, row, TaskProgress(progress=progress, message=message))
            return from_row(Task, row)

    async def save_scenario(self, task: Task, scenario: ScenarioDocument) -> None:
        await self._insert(task, VideoScenarioRow, lambda now: [new_scenario_row(task, scenario, now)])

    async def save_scenes(self, task: Task, scenario: ScenarioDocument) -> None:
        await self._insert(task, VideoSceneRow, lambda now: new_scene_rows(task, scenario, now))

    async def _insert(self, task: Task, table: type[Any], rows: Callable[[datetime], Sequence[Any]]) -> None:
        """Insert the rows unless the task is over; those whose id exists already stay as they are."""
        async with self._locked_task(task.id) as (session, task_row):
            if task_row.status not in TASK_OVER:
                await session.exec(once(table, rows(await session.now())))

    async def scenes(self, task_id: UUID) -> tuple[SavedScene, ...]:
        async with transaction(self._engine) as session:
            task = from_row(Task, await session.find(TaskRow, task_id, "task"))
            return tuple(to_saved_scene(row) for row in await _scenes(session, task.scenario_id))

    async def scene(self, scene_id: UUID) -> SavedScene:
        async with transaction(self._engine) as session:
            return to_saved_scene(await session.find(VideoSceneRow, scene_id, "saved scene"))

    async def set_price(self, task_id: UUID, price: int) -> Task:
        async with self._locked_task(task_id) as (_, row):
            row.price = price if row.price is None else row.price
            return from_row(Task, row)

    async def skip_remaining_images(self, task_id: UUID, reason: str) -> None:
        async with self._locked_task(task_id) as (session, task):
            if task.status in TASK_OVER:
                return
            task.skipped_reason = task.skipped_reason or reason
            for row in await _scenes(session, from_row(Task, task).scenario_id):
                if row.outcome is None:
                    row.outcome, row.updated_at = ImageOutcome.SKIPPED.value, await session.now()

    async def order_state(self, scene_id: UUID) -> OrderState:
        async with transaction(self._engine) as session:
            task, row = await _task_of(session, scene_id), await session.find(VideoSceneRow, scene_id, "saved scene")
            return OrderState(
                is_wanted=row.outcome is None and task.status not in TASK_OVER,
                asked_at=row.asked_at,
                order_id=row.order_id,
                now=await session.now(),
            )

    async def claim(
        self, scene_id: UUID, seen: datetime | None, vendor: str, limits: VendorLimits | None, purchase: Purchase
    ) -> datetime | None:
        async with self._vendor_locks.at(limits), self._locked_scene(scene_id) as (session, task, row):
            driver = await session.driver()
            locked = (await locked_vendor(driver, limits.vendor))[0] if limits else None
            is_open = row.outcome is None and row.order_id is None and task.status not in TASK_OVER
            if not is_open or row.asked_at != seen:
                return None
            row.asked_at = now = await session.now()
            row.orders, row.provider, row.reserved = row.orders + 1, vendor, purchase.price or Decimal(0)
            await self._spend_limits.check(driver, task.client_id, purchase, month_of(now), row.reserved)
            await _spend(session, task, month_of(now), row.reserved)
            if limits and locked:
                await session.flush()
                await run_all(driver, await check_limits(limits, locked, now, driver))
            return now

    async def release_claim(self, scene_id: UUID, asked_at: datetime) -> None:
        async with self._locked_scene(scene_id) as (session, task, row):
            if row.order_id is None and row.asked_at == asked_at:
                await _spend(session, task, month_of(asked_at), -row.reserved)
                row.asked_at, row.reserved = None, Decimal(0)
                row.orders -= 1

    async def record_order(self, scene_id: UUID, order_id: str, cost: Decimal) -> None:
        async with self._locked_scene(scene_id) as (session, task, row):
            if row.order_id is None:
                row.asked_at = row.asked_at or await session.now()
                await _spend(session, task, month_of(row.asked_at), cost - row.reserved)
                row.order_id, row.cost, row.reserved = order_id, cost, cost

    async def warn(self, scene_id: UUID, warning: str) -> None:
        async with self._locked_scene(scene_id) as (_, _, row):
            row.warning = warning

    async def save_image_key(self, scene_id: UUID, picture: StoredImage) -> None:
        async with self._locked_scene(scene_id) as (_, task, row):
            task.vendor_away_since = None
            if row.outcome is None:
                row.image_key, row.image_type, row.image_size = picture.key, picture.content_type, picture.size

    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        async with self._locked_scene(scene_id) as (session, task, row):
            if so_far:
                await _advance(session, task, so_far)
            if row.outcome == ImageOutcome.GENERATED:
                return
            now = await session.now()
            await session.exec(once(AssetRow, [asset_row(row, task.client_id, now)]))
            row.asset_id, row.image_url, row.credits = row.id, self._public_url(row), credits
            row.status, row.outcome = SavedSceneStatus.COMPLETED.value, ImageOutcome.GENERATED.value
            row.error, row.updated_at = None, now

    async def give_up_image(self, scene_id: UUID, outcome: ImageOutcome, error: ErrorInfo | None = None) -> None:
        async with self._locked_scene(scene_id) as (session, task, row):
            if error and error.code != OrderUnknown.code:
                task.vendor_away_since = None
            if row.outcome is None:
                row.outcome, row.error = outcome.value, error.model_dump(mode="json") if error else None
                row.image_key = row.image_type = row.image_size = None
                row.updated_at = await session.now()

    async def vendor_unavailable_for(self, task_id: UUID) -> timedelta:
        async with transaction(self._engine) as session:
            row, now = await session.find(TaskRow, task_id, "task", lock=True), await session.now()
            row.vendor_away_since = row.vendor_away_since or now
            return now - row.vendor_away_since

    async def cancel(self, task_id: UUID, request: str) -> None:
        async with self._locked_task(task_id) as (session, row):
            if row.status in TASK_OVER and row.cancelled_by != request:
                raise Conflict(f"task {task_id} is {row.status}; only one that is pending or running can be cancelled")
            if row.status not in TASK_OVER:
                row.status, row.message, row.cancelled_by = TaskStatus.CANCELLED.value, "Task cancelled", request
                row.updated_at = await session.now()

    async def end(self, task_id: UUID, result: TaskResult | None, message: str, error: ErrorInfo | None) -> None:
        async with self._locked_task(task_id) as (session, row):
            if row.is_settled:
                return
            if row.status not in TASK_OVER:
                row.status = (TaskStatus.FAILED if error else TaskStatus.COMPLETED).value
                row.progress, row.message = row.progress if error else 100, message
                row.error = error.model_dump(mode="json") if error else None
            row.result, row.is_settled = result.model_dump(mode="json") if result else None, True
            row.updated_at = await session.now()

    async def unsettled(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        query = select(TaskRow.id).where(col(TaskRow.is_settled).is_(False))
        if after:
            query = query.where(col(TaskRow.id) > after)
        async with transaction(self._engine) as session:
            return (await session.exec(query.order_by(col(TaskRow.id)).limit(limit))).all()

    @asynccontextmanager
    async def _locked_task(self, task_id: UUID) -> AsyncIterator[tuple[Session, TaskRow]]:
        """One transaction that holds the lock of the task's row."""
        async with transaction(self._engine) as session:
            yield session, await session.find(TaskRow, task_id, "task", lock=True)

    @asynccontextmanager
    async def _locked_scene(self, scene_id: UUID) -> AsyncIterator[tuple[Session, TaskRow, VideoSceneRow]]:
        """One transaction that holds the lock of the scene's task; the scene is read after it has the lock."""
        async with transaction(self._engine) as session:
            task = await _task_of(session, scene_id, lock=True)
            yield session, task, await session.find(VideoSceneRow, scene_id, "saved scene")

    def _public_url(self, scene: VideoSceneRow) -> str:
        if self._public_base_url:
            return f"{self._public_base_url.rstrip('/')}/{scene.image_key}"
        return f"/api/v3/assets/{scene.id}/data"


async def _spend(session: Session, task: TaskRow, month: date, more: Decimal) -> None:
    """Add to what the task's client has spent in the month."""
    if more:
        await session.flush()
        await run_all(await session.driver(), add_spend(task.client_id, {month: more}))


async def _advance(session: Session, row: TaskRow, so_far: TaskProgress) -> None:
    if row.status not in TASK_OVER and (row.status == TaskStatus.PENDING or so_far.progress >= row.progress):
        row.status, row.progress, row.message = TaskStatus.RUNNING.value, so_far.progress, so_far.message
        row.updated_at = await session.now()


async def _task_of(session: Session, scene_id: UUID, *, lock: bool = False) -> TaskRow:
    of_scene = select(TaskRow).join(VideoScenarioRow).join(VideoSceneRow).where(VideoSceneRow.id == scene_id)
    row = (await session.exec(of_scene.with_for_update(of=TaskRow) if lock else of_scene)).first()
    if row is None:
        raise NotFound(f"no saved scene {scene_id}")
    return row


async def _scenes(session: Session, scenario_id: UUID) -> Sequence[VideoSceneRow]:
    query = select(VideoSceneRow).where(VideoSceneRow.scenario_id == scenario_id)
    return (await session.exec(query.order_by(col(VideoSceneRow.scene_number)))).all()
