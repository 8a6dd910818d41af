"""Write what changed in a job, and the events of the change, within a transaction."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic_core import to_json

from db.clients.client_spend import add_spend
from db.connections.prepared import Driver, Statement, run_all
from db.jobs import mapping
from db.jobs.audit_trail import entry_row
from db.jobs.mapping import ASSETS, FILMS, FIRST_FRAMES, JOBS, SCENES, SPEECHES, STORYBOARDS, TAKES
from db.jobs.note_answers import has_answers, save_answers
from domain.base import evolve
from domain.job.events import Event, events, note_event
from domain.job.filming.vendor_queue import queued_takes
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.rules.audit_trail import entries_of_change
from domain.rules.purchases.month_spend import spend_changes
from domain.webhooks.changes import webhook_events

_FETCHED = {"status", "type", "content_type", "size_bytes", "blob_key", "sha256", "error"}
"""The columns of an asset that fetching it changes. Its name and its role are a job's own."""

_USE_ASSETS = b"""
insert into job_assets (job_id, asset_id, position, name, role)
select %s, asset_id, number - 1, name, role
from unnest(%s::uuid[], %s::text[], %s::text[]) with ordinality as used (asset_id, name, role, number)"""

_ADD_EVENTS = b"""
insert into events (job_id, kind, data, created_at)
select %s, kind, data, %s
from unnest(%s::text[], %s::json[]) with ordinality as new (kind, data, number) order by number"""


_DELETE_UNFETCHED = b"""
delete from assets where id = any(%s) and status = %s and id not in (select asset_id from job_assets)"""


Check = Callable[[Driver], Awaitable[Sequence[Statement]]]
"""Looks at what is written and not committed yet: it refuses that, or returns what is to be written besides."""


async def save_changes(
    driver: Driver,
    before: Job,
    after: Job,
    now: datetime,
    *,
    also: Sequence[Statement] = (),
    check: Check | None = None,
) -> Job:
    """Write the rows that differ, `also` what these statements write, the events and the trail; then commit.

    The job's row must be locked. `check` is for changes only. Return the job as it is saved.
    """
    if after is before or after == before:
        async with driver.pipeline():
            await run_all(driver, also)
            await driver.commit()
        return before
    old_scenes = {scene.id: scene for scene in before.scenes}
    scenes = tuple(
        scene if scene == old_scenes.get(scene.id) else evolve(scene, updated_at=now) for scene in after.scenes
    )
    webhooks = webhook_events(before, after)
    sequence = before.webhook_sequence + len(webhooks)
    after = evolve(after, scenes=scenes, updated_at=now, version=before.version + 1, webhook_sequence=sequence)
    entries = [entry_row(after.id, entry) for entry in entries_of_change(before, after, now)]
    spent = add_spend(after.brief.context.client_id, spend_changes(before, after))
    writes = [*changed_rows(before, after, now), *spent, *also, *entries]
    told: tuple[Event, ...] = (*events(before, after), *webhooks)
    if check or has_answers(before, after):
        async with driver.pipeline():
            await run_all(driver, writes)
            writes = [*(await check(driver))] if check else []
        told += tuple(note_event(after, note) for note in await save_answers(driver, before, after, now))
    async with driver.pipeline():
        # The events last, because until the transaction ends no other can write events.
        await run_all(driver, [*writes, *event_rows(after.id, told, now)])
        await driver.commit()
    return after


def event_rows(job_id: UUID, told: Sequence[Event], now: datetime) -> Iterator[Statement]:
    """Yield what writes the events."""
    if told:
        data = [to_json(event.data).decode() for event in told]
        yield _ADD_EVENTS, (job_id, now, [str(event.kind) for event in told], data)


def new_rows(job: Job, new_assets: Iterable[JobAsset]) -> Iterator[Statement]:
    """Yield what writes a new job, and those of its assets that are new."""
    yield JOBS.insert(mapping.job_columns(job))
    yield from (_add_asset(job, asset, job.created_at) for asset in new_assets)
    yield _use_assets(job)


def changed_rows(before: Job, after: Job, now: datetime) -> Iterator[Statement]:
    """Yield what writes the rows that differ, each after those to which it refers."""
    yield from JOBS.update(mapping.job_changes(before, after), after.id)
    boards = {board.revision: board for board in before.storyboards}
    for board in after.storyboards:
        if (known := boards.get(board.revision)) is None:
            yield STORYBOARDS.insert(mapping.storyboard_columns(after, board))
        else:
            yield from STORYBOARDS.update(STORYBOARDS.changed(known, board), after.id, board.revision)
    old_scenes = {scene.id: scene for scene in before.scenes}
    waited, waiting = queued_takes(before), queued_takes(after)
    for scene in after.scenes:
        yield from _scene_writes(after, scene, old_scenes.pop(scene.id, None), waited, waiting)
    if old_scenes:
        yield b"delete from job_scenes where id = any(%s)", (list(old_scenes),)
    speeches = {speech.id: speech for speech in before.speeches}
    for speech in after.speeches:
        if (old := speeches.get(speech.id)) is None:
            yield SPEECHES.insert(mapping.speech_columns(after, speech))
        elif speech is not old:
            yield from SPEECHES.update(SPEECHES.changed(old, speech), speech.id)
    first_frames = {frame.id: frame for frame in before.first_frames}
    for frame in after.first_frames:
        if (was := first_frames.get(frame.id)) is None:
            yield FIRST_FRAMES.insert(mapping.first_frame_columns(after, frame))
        elif frame is not was:
            yield from FIRST_FRAMES.update(FIRST_FRAMES.changed(was, frame), frame.id)
    if after.film and after.film != before.film:
        yield FILMS.upsert(mapping.film_columns(after, after.film))  # it may be one that the job had before
    yield from _asset_writes(before, after, now)


def _scene_writes(
    job: Job, scene: Scene, old: Scene | None, waited: Mapping[UUID, str], waiting: Mapping[UUID, str]
) -> Iterator[Statement]:
    """Yield what writes the scene and its takes, which waited and now wait at these vendors."""
    if old is None:
        yield SCENES.insert(mapping.scene_columns(job, scene))
    elif scene != old:
        yield from SCENES.update(mapping.scene_changes(old, scene), scene.id)
    old_takes = {take.id: take for take in old.takes} if old else {}
    for take in scene.takes:
        if (known := old_takes.get(take.id)) is None:
            yield TAKES.insert({**mapping.take_columns(job, take), "waits_at": waiting.get(take.id)})
            continue
        changes = mapping.take_changes(known, take) if take is not known else {}
        if (vendor := waiting.get(take.id)) != waited.get(take.id):
            changes = {**changes, "waits_at": vendor}
        yield from TAKES.update(changes, take.id)


def _asset_writes(before: Job, after: Job, now: datetime) -> Iterator[Statement]:
    known = {asset.id: asset for asset in before.assets}
    for asset in after.assets:
        old = known.get(asset.id)
        if old is None:
            yield _add_asset(after, asset, now)
        elif asset != old:
            changed = ASSETS.changed(old, asset)
            yield from ASSETS.update({name: changed[name] for name in changed if name in _FETCHED}, asset.id)
    if [(each.id, each.name, each.role) for each in before.assets] != [
        (each.id, each.name, each.role) for each in after.assets
    ]:
        yield from _use_writes(before, after)


def _use_writes(before: Job, after: Job) -> Iterator[Statement]:
    """Write which assets the job uses. One that is gone before it was fetched, and is nobody else's, is deleted."""
    yield b"delete from job_assets where job_id = %s", (after.id,)
    yield _use_assets(after)
    named = zip(before.brief.creative.assets, before.assets, strict=False)
    gone = {asset.id for ref, asset in named if ref.url} - {asset.id for asset in after.assets}
    yield _DELETE_UNFETCHED, (list(gone), AssetStatus.PENDING.value)


def _use_assets(job: Job) -> Statement:
    """Return what writes which assets the job uses, in the brief's order."""
    ids, names, roles = ([getattr(asset, field) for asset in job.assets] for field in ("id", "name", "role"))
    return _USE_ASSETS, (job.id, ids, names, roles)


def _add_asset(job: Job, asset: JobAsset, now: datetime) -> Statement:
    client_id = job.brief.context.client_id
    sql, values = ASSETS.insert({**mapping.asset_columns(asset), "client_id": client_id, "created_at": now})
    return sql + b" on conflict (id) do nothing", values
