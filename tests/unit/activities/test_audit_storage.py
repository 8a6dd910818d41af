"""The audit of storage, when something fails in its course."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.maintenance.audit_storage import STOP_AFTER, AuditReport, AuditStorageActivities
from domain.errors import DatabaseUnavailable, Transient
from domain.ports.audit import AuditPage, AuditQueries, Repair, StoredFile, StoredMedia
from domain.ports.repositories import JobRepository
from domain.ports.storage import Blob, ListedObject, Storage

OLD = timedelta(hours=25)


class Bucket(Storage):
    """Objects by key and age. Asking for a key in `broken` fails."""

    def __init__(self, *objects: ListedObject) -> None:
        self.objects = {each.key: each for each in objects}
        self.broken: set[str] = set()
        self.listed_from: list[str] = []

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        raise NotImplementedError

    async def head(self, key: str) -> Blob | None:
        self._check(key)
        return Blob(key=key, size=1, content_type="x/y", etag="1") if key in self.objects else None

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        raise NotImplementedError

    async def fetch(self, key: str, into: Path) -> None:
        raise NotImplementedError

    async def delete(self, key: str) -> None:
        self._check(key)
        self.objects.pop(key, None)

    async def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        self.listed_from.append(after)
        for key in sorted(self.objects):
            if after < key and (until is None or key <= until):
                yield self.objects[key]

    def _check(self, key: str) -> None:
        if key in self.broken:
            raise Transient(f"{key} cannot be asked for")


class Rows(AuditQueries):
    """No row refers to an object but those of `pages`."""

    def __init__(self, *pages: AuditPage) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.repairs: list[Repair] = []
        self.expired: list[UUID] = []
        self.away_at: str | None = None

    @override
    async def page(self, after: str, limit: int) -> AuditPage:
        if after == self.away_at:
            raise DatabaseUnavailable("the database does not answer")
        self.asked.append(after)
        ends = ["", *(page.until for page in self.pages)]
        return self.pages[ends.index(after)]

    @override
    async def unknown(self, keys: Sequence[str]) -> Sequence[str]:
        return keys

    @override
    async def asset_lost(self, file: StoredFile) -> bool:
        return True

    @override
    async def past_retention(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        return [job for job in self.expired if after is None or job > after]

    @override
    async def files_only_of(self, job: UUID) -> Sequence[str]:
        return []

    @override
    async def purge(self, job: UUID) -> None:
        self.expired.remove(job)

    @override
    async def delete_expired(self) -> None:
        pass

    @override
    async def record(self, repair: Repair) -> None:
        self.repairs.append(repair)


def old(key: str) -> ListedObject:
    return ListedObject(key=key, age=OLD)


def files(*keys: str) -> tuple[StoredFile, ...]:
    return tuple(StoredFile(asset=UUID(int=number), key=key) for number, key in enumerate(keys, 1))


async def audit(
    bucket: Bucket, rows: Rows, jobs: JobRepository | None = None, resumed: Any = None, beats: list[Any] | None = None
) -> AuditReport:
    environment = ActivityEnvironment()
    if resumed is not None:
        environment.info = replace(environment.info, heartbeat_details=[resumed])
    if beats is not None:
        environment.on_heartbeat = lambda details: beats.append(details.model_dump(mode="json"))
    activities = AuditStorageActivities(jobs or create_autospec(JobRepository), bucket, rows)
    return await environment.run(activities.audit)


async def test_an_object_that_cannot_be_asked_for_does_not_stop_the_audit_of_the_others() -> None:
    bucket, rows = (
        Bucket(old("a/orphan"), old("a/orphan that stays")),
        Rows(AuditPage(until=None, files=files("b/broken", "b/lost"))),
    )
    bucket.broken = {"b/broken", "a/orphan that stays"}

    found = await audit(bucket, rows)

    assert (found.assets_lost, found.orphaned_objects, found.failed) == (1, 1, 2)
    assert [repair.subject for repair in rows.repairs] == ["a/orphan", str(UUID(int=2))]


async def test_a_job_that_cannot_be_repaired_does_not_stop_the_repair_of_the_others() -> None:
    jobs = create_autospec(JobRepository)
    jobs.change.side_effect = [ValueError("a row that cannot be read"), None]
    clips = tuple(StoredMedia(job=UUID(int=n), id=UUID(int=n), keys=(f"jobs/{n}/working",)) for n in (1, 2))

    found = await audit(Bucket(), Rows(AuditPage(until=None, clips=clips)), jobs)

    assert found.failed == 1
    assert [call.args[0] for call in jobs.change.call_args_list] == [UUID(int=1), UUID(int=2)]


async def test_a_job_that_cannot_be_purged_does_not_stop_the_purge_of_the_others() -> None:
    kept, gone = UUID(int=1), UUID(int=2)
    bucket, rows = Bucket(old(f"jobs/{kept}/film"), old(f"jobs/{gone}/film")), Rows(AuditPage(until=None))
    bucket.broken, rows.expired = {f"jobs/{kept}/film"}, [kept, gone]

    found = await audit(bucket, rows)

    assert (found.purged_jobs, rows.expired) == (1, [kept])
    assert set(bucket.objects) == bucket.broken


async def test_storage_that_is_away_ends_the_attempt_instead_of_being_asked_for_every_object() -> None:
    keys = [f"b/{number}" for number in range(2 * STOP_AFTER)]
    bucket, rows = Bucket(), Rows(AuditPage(until=None, files=files(*keys)))
    bucket.broken = set(keys)

    with pytest.raises(Transient):
        await audit(bucket, rows)


async def test_another_attempt_goes_on_at_the_last_heartbeat() -> None:
    rows = Rows(AuditPage(until="b", files=files("a/lost")), AuditPage(until="c"), AuditPage(until=None))
    rows.away_at = "c"
    beats: list[Any] = []
    with pytest.raises(DatabaseUnavailable):
        await audit(Bucket(old("b/orphan")), rows, beats=beats)
    assert rows.asked == ["", "b"]

    rows.away_at = None
    bucket = Bucket(old("a/orphan"), old("c/orphan"))
    found = await audit(bucket, rows, resumed=beats[-1])

    assert rows.asked == ["", "b", "c"]
    assert (found.assets_lost, found.orphaned_objects) == (1, 2)
    assert set(bucket.objects) == {"a/orphan"}


async def test_an_object_without_a_row_is_kept_until_its_minimum_age() -> None:
    bucket = Bucket(ListedObject(key="a/young", age=timedelta(hours=23)), old("a/old"))

    assert (await audit(bucket, Rows(AuditPage(until=None)))).orphaned_objects == 1
    assert set(bucket.objects) == {"a/young"}


async def test_an_attempt_begun_by_an_earlier_version_is_begun_anew() -> None:
    bucket = Bucket(old("a/orphan"))

    found = await audit(bucket, Rows(AuditPage(until=None)), resumed=0.0)

    assert found.orphaned_objects == 1


async def test_stills_and_previews_are_kept_for_two_weeks_and_their_end_is_no_repair() -> None:
    kept, gone = (f"jobs/{UUID(int=1)}/{name}" for name in ("stills/a/360.jpg", "previews/a.mp4"))
    bucket = Bucket(ListedObject(key=kept, age=timedelta(days=13)), ListedObject(key=gone, age=timedelta(days=15)))
    rows = Rows(AuditPage(until=None))

    found = await audit(bucket, rows)

    assert set(bucket.objects) == {kept}
    assert (found.expired_pictures, found.orphaned_objects, rows.repairs) == (1, 0, [])


async def test_a_job_that_is_purged_takes_its_stills_and_previews_with_it() -> None:
    job = UUID(int=1)
    bucket, rows = (
        Bucket(old(f"jobs/{job}/stills/a/360.jpg"), old(f"jobs/{job}/previews/a.mp4")),
        Rows(AuditPage(until=None)),
    )
    rows.expired = [job]

    assert (await audit(bucket, rows)).purged_jobs == 1
    assert not bucket.objects
