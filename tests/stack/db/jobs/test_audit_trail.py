"""The audit trail of a job is written with what it tells, once, and stays as it is until the job is purged."""

from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.audit_queries import PostgresAuditQueries
from db.jobs.audit_trail import PostgresAuditTrail
from db.jobs.notes import PostgresNotes
from db.jobs.repository import PostgresJobs, RegenerateRate
from db.webhooks.endpoints import PostgresEndpoints
from domain.base import evolve
from domain.clients.access import EVERYTHING, MissingScope, Scope
from domain.errors import Conflict, TooManyRequests
from domain.job.approval import Sender, SenderKind
from domain.job.audit_trail import AuditEntry, Outcome
from domain.job.model import Job
from domain.job.notes import NoteStatus
from domain.ports.audit import Repair
from domain.rules import results
from domain.rules.messages import ApproveStoryboard, Cancel, RejectStoryboard, RetryFailedScenes, parse_message
from domain.rules.notes.notes import NewNote, NoteChanges
from domain.webhooks.endpoints import Endpoint
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import JOB, MODEL_CHOICE, brief, completed, generating, in_review, plan, some_id

ADA = Sender(by=SenderKind.KEY, name="Ada", key_id=some_id("key"), scopes=EVERYTHING)
REVIEWER = Sender(by=SenderKind.KEY, name="Rex", scopes=frozenset({Scope.READ_FILMS}))


@pytest.fixture
def trail(engine: AsyncEngine) -> PostgresAuditTrail:
    return PostgresAuditTrail(engine)


async def entries(trail: PostgresAuditTrail) -> list[AuditEntry]:
    """The entries, oldest first."""
    return list(reversed(await trail.of_job(JOB, 100)))


async def test_a_creation_and_each_message_have_an_entry_with_their_sender(
    jobs: PostgresJobs, trail: PostgresAuditTrail
) -> None:
    await jobs.create(JOB, brief(), [], {}, sender=ADA)
    await jobs.change(JOB, lambda _, __: in_review())
    await jobs.apply(JOB, "one", RejectStoryboard(feedback="warmer"), sender=ADA)

    created, rejected = await entries(trail)

    assert (created.action, created.actor, created.details) == ("job_created", ADA.actor, {"clientId": "client"})
    assert (rejected.action, rejected.actor, rejected.outcome) == ("reject_storyboard", ADA.actor, Outcome.APPLIED)
    assert rejected.details == {"storyboardRevision": 1, "fields": ["feedback"]}


async def test_a_refusal_is_told_and_the_same_request_is_told_once(
    jobs: PostgresJobs, trail: PostgresAuditTrail
) -> None:
    await stored(jobs, in_review())

    for _ in range(3):
        with pytest.raises(Conflict):
            await jobs.apply(JOB, "one", RetryFailedScenes(), sender=ADA)
        with pytest.raises(MissingScope) as refusal:
            await jobs.apply(JOB, "two", ApproveStoryboard(), sender=REVIEWER)
        assert refusal.value.now == {"scope": "films:approve"}

    _, conflict, missing = await entries(trail)
    assert conflict.refusal
    assert missing.refusal
    assert (conflict.outcome, conflict.refusal.code) == (Outcome.REFUSED, "conflict")
    assert (missing.actor.name, missing.refusal.code) == ("Rex", "missing_scope")


async def test_a_request_that_lacks_a_scope_gets_the_same_refusal_again_and_a_better_key_its_own_verdict(
    jobs: PostgresJobs,
) -> None:
    await stored(jobs, in_review())
    with pytest.raises(MissingScope):
        await jobs.apply(JOB, "one", ApproveStoryboard(), sender=REVIEWER)

    with pytest.raises(MissingScope):
        await jobs.apply(JOB, "one", ApproveStoryboard(), sender=ADA)
    assert (await jobs.apply(JOB, "another", ApproveStoryboard(), sender=ADA)).is_approved


async def test_a_message_that_is_not_remembered_is_not_told(engine: AsyncEngine, trail: PostgresAuditTrail) -> None:
    jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE, RegenerateRate(count=1, window=timedelta(hours=1)))
    await stored(jobs, completed())
    message = parse_message("regenerate_scene", {"sceneNumber": 1})
    await jobs.apply(JOB, "one", message)

    with pytest.raises(TooManyRequests):
        await jobs.apply(JOB, "two", message)

    assert [entry.action for entry in await entries(trail)] == ["job_created", "regenerate_scene"]


async def test_an_entry_is_written_in_the_transaction_of_the_change(
    jobs: PostgresJobs, trail: PostgresAuditTrail, database: Database
) -> None:
    await stored(jobs, in_review())
    database.run("alter table takes add constraint none_today check (false) not valid")

    with pytest.raises(psycopg.errors.CheckViolation, match="none_today"):
        await jobs.apply(JOB, "one", ApproveStoryboard())

    assert [entry.action for entry in await entries(trail)] == ["job_created"]


async def test_an_automatic_approval_follows_the_creation_of_its_job(
    jobs: PostgresJobs, trail: PostgresAuditTrail
) -> None:
    def planned(job: Job, now: datetime) -> Job:
        begun = results.begin(job, now)
        return results.apply_plan(begun, 1, plan("one"), [some_id("scene")], now, MODEL_CHOICE)

    await jobs.create(JOB, brief(autoApprove=True), [], {}, planned, sender=ADA)

    created, approved = await entries(trail)
    assert (created.action, approved.action) == ("job_created", "approve_storyboard")
    assert approved.actor.by is SenderKind.AUTO


async def test_notes_are_told_without_their_text(
    jobs: PostgresJobs, engine: AsyncEngine, trail: PostgresAuditTrail
) -> None:
    await stored(jobs, in_review())
    notes, note = PostgresNotes(engine), some_id("note")
    new = NewNote(text="Closer to the tin", scene_number=2)
    for _ in range(2):
        await notes.add(JOB, note, new, "Ada", ADA)
        await notes.change(JOB, note, NoteChanges(status=NoteStatus.RESOLVED), ADA)
    await notes.change(JOB, note, NoteChanges(text="Closer"), ADA)
    await notes.delete(JOB, note, ADA)

    told = [(entry.action, entry.details) for entry in (await entries(trail))[1:]]

    about = {"noteId": str(note), "sceneNumber": 2}
    assert told == [
        ("note_added", about),
        ("note_changed", {**about, "status": "resolved"}),
        ("note_changed", {**about, "fields": ["text"]}),
        ("note_deleted", about),
    ]


async def test_what_the_audit_of_storage_repairs_is_told_as_done_by_the_system(
    jobs: PostgresJobs, engine: AsyncEngine, trail: PostgresAuditTrail
) -> None:
    await stored(jobs, completed())
    queries = PostgresAuditQueries(engine, timedelta(days=30), timedelta(days=30))

    await queries.record(Repair(kind="clip_lost", subject="the clip", job=JOB))

    repaired = (await entries(trail))[-1]
    assert (repaired.action, repaired.actor.by, repaired.details) == (
        "clip_lost",
        SenderKind.SYSTEM,
        {"lost": "the clip"},
    )


@pytest.mark.parametrize(
    ("statement", "trigger"),
    [
        ("update audit_entries set name = 'somebody else'", "audit_entries_stay_as_they_are"),
        ("delete from audit_entries", "audit_entries_stay"),
        ("truncate audit_entries", "audit_entries_stay_as_they_are"),
    ],
)
async def test_nobody_changes_the_trail(jobs: PostgresJobs, database: Database, statement: str, trigger: str) -> None:
    await stored(jobs, generating())

    with pytest.raises(psycopg.errors.IntegrityConstraintViolation) as refusal:
        database.run(statement)

    assert refusal.value.diag.constraint_name == trigger


async def test_purging_a_job_removes_its_trail_and_no_other(
    jobs: PostgresJobs, engine: AsyncEngine, database: Database
) -> None:
    await stored(jobs, in_review())
    await jobs.create(some_id("other"), brief(), [], {})
    await jobs.apply(JOB, "one", Cancel())

    await PostgresAuditQueries(engine, timedelta(days=30), timedelta(days=30)).purge(JOB)

    assert database.rows("select job_id from audit_entries") == [(some_id("other"),)]


async def test_what_is_done_to_the_webhook_of_a_job_is_told_without_address_and_secret(
    jobs: PostgresJobs, engine: AsyncEngine, trail: PostgresAuditTrail
) -> None:
    hook = some_id("hook")
    now = await jobs.clock()
    endpoint = Endpoint(
        id=hook, target="https://a.example/secret", secret="whsec_AAAA", job_id=JOB, created_at=now, updated_at=now
    )
    await jobs.create(JOB, brief(), [], {}, endpoint=endpoint)
    endpoints = PostgresEndpoints(engine)

    await endpoints.change(hook, lambda old, _: evolve(old, target="https://b.example/secret"), ADA)
    await endpoints.change(hook, lambda old, _: old, ADA)
    await endpoints.disable(hook, ADA)
    await endpoints.enable(hook, ADA)
    await endpoints.delete(hook, ADA)

    told = [(entry.action, entry.actor.name, entry.details) for entry in (await entries(trail))[1:]]
    about = {"webhookId": str(hook)}
    assert told == [
        ("webhook_changed", "Ada", {**about, "fields": ["target"]}),
        ("webhook_changed", "Ada", {**about, "fields": ["is_enabled"]}),
        ("webhook_changed", "Ada", {**about, "fields": ["is_enabled"]}),
        ("webhook_deleted", "Ada", about),
    ]
