"""What may never be is refused by the database itself, whoever writes."""

from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest

from db.jobs.repository import PostgresJobs
from domain.job.model import Job
from runtime.devstack.postgres import EmbeddedPostgres
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import awaiting_retry, completed, filming, in_review, order, send


@dataclass(frozen=True)
class Violation:
    """A statement, the job it is done to, and the constraint that stands in its way."""

    says: str
    to: Job
    refused_by: str


AGAIN = """insert into takes select (jsonb_populate_record(takes, jsonb_build_object(
    'id', gen_random_uuid(), 'number', 99, 'request', 'by hand'{}))).* from takes where number = 1 {}"""

NOTE = """insert into notes select (jsonb_populate_record(null::notes, jsonb_build_object(
    'id', gen_random_uuid(), 'job_id', jobs.id, 'text', 'closer', 'author', 'Ann', 'status', 'open',
    'created_at', now(), 'updated_at', now()) || to_jsonb(given))).*
    from jobs left join films on films.job_id = jobs.id left join takes on takes.job_id = jobs.id
    cross join lateral (select {1}) as given ({0}) limit 1"""

VIOLATIONS = {
    "a completed scene without a clip": Violation(
        "update job_scenes set status = 'completed' where scene_number = 1", filming(), "completed_has_a_clip"
    ),
    "a clip taken from a completed scene": Violation(
        "update job_scenes set working_video_clip_s3_key = null", completed(), "completed_has_a_clip"
    ),
    "an empty clip in a completed scene": Violation(
        "update job_scenes set working_video_clip_s3_key = ''", completed(), "completed_has_a_clip"
    ),
    "a clip that is not its take's": Violation(
        "update job_scenes set working_video_clip_s3_key = 'somewhere/working.mp4'", completed(), "shows_its_takes_clip"
    ),
    "the clip of another scene": Violation(
        """update job_scenes set take_id = other.take_id, working_video_clip_s3_key = other.working_video_clip_s3_key
           from job_scenes as other where job_scenes.scene_number = 1 and other.scene_number = 2""",
        completed(),
        "shows_its_takes_clip",
    ),
    "another clip under a take that a scene shows": Violation(
        "update takes set working_key = 'somewhere/working.mp4'", completed(), "shows_its_takes_clip"
    ),
    "a completed job without a film": Violation(
        "update jobs set status = 'completed'", filming(), "completed_has_a_film"
    ),
    "a film taken from a completed job": Violation(
        "update jobs set film_id = null", completed(), "completed_has_a_film"
    ),
    "a film that is not there": Violation("update jobs set film_id = gen_random_uuid()", completed(), "shows_its_film"),
    "a take that is not there": Violation(
        "update job_scenes set take_id = gen_random_uuid()", filming(), "stands_on_its_take"
    ),
    "two active scenes with one number": Violation(
        "update job_scenes set scene_number = 1", in_review(), "one_living_scene_a_number"
    ),
    "two open takes of one scene": Violation(AGAIN.format("", ""), filming(), "one_open_take_a_scene"),
    "one order on two takes": Violation(
        "update takes set order_id = 'the same', asked_at = now()", filming(), "one_order_a_take"
    ),
    "an order without an intent": Violation(
        "update takes set asked_at = null where order_id is not null", order(filming(), 1), "an_order_was_asked_for"
    ),
    "ordered without an order": Violation("update takes set status = 'ordered'", filming(), "ordered_has_an_order"),
    "filmed without an original": Violation(
        "update takes set status = 'filmed' where order_id is not null", order(filming(), 1), "filmed_has_an_original"
    ),
    "done without a clip": Violation("update takes set status = 'done'", filming(), "done_has_a_clip"),
    "a clip taken from a take that is done": Violation(
        "update takes set working_key = null where status = 'done'", awaiting_retry(), "done_has_a_clip"
    ),
    "an empty clip of a take that is done": Violation(
        "update takes set working_key = '' where status = 'done'", awaiting_retry(), "done_has_a_clip"
    ),
    "a negative cost": Violation("update takes set cost = -1", filming(), "takes_cost_check"),
    "fewer than no orders": Violation("update takes set orders = -1", filming(), "takes_orders_check"),
    "a status that is none": Violation("update jobs set status = 'lost'", filming(), "jobs_status_check"),
    "a note status that is none": Violation(NOTE.format("status", "'done'"), in_review(), "notes_status_check"),
    "a note without words": Violation(NOTE.format("text", "' '"), in_review(), "notes_text_check"),
    "a range that ends before it begins": Violation(
        NOTE.format("film_id, first_frame, last_frame", "films.id, 2, 1"), completed(), "a_range_of_frames"
    ),
    "frames of no film": Violation(
        NOTE.format("first_frame, last_frame", "1, 2"), completed(), "a_film_note_has_frames"
    ),
    "a note on a film without frames": Violation(
        NOTE.format("film_id", "films.id"), completed(), "a_film_note_has_frames"
    ),
    "a note on a film that is not the job's": Violation(
        NOTE.format("film_id, first_frame, last_frame", "gen_random_uuid(), 1, 2"),
        completed(),
        "names_a_film_of_its_job",
    ),
    "a note on a take of another scene": Violation(
        NOTE.format("scene_id, scene_number, take_id", "gen_random_uuid(), 1, takes.id"),
        completed(),
        "names_a_take_of_its_scene",
    ),
    "resolved at no time": Violation(NOTE.format("status", "'resolved'"), in_review(), "resolved_at_a_time"),
    "an answer to an open note": Violation(NOTE.format("answered_revision", "1"), in_review(), "answered_is_resolved"),
    "an answer that is not there": Violation(
        NOTE.format("answered_revision, resolved_at, status", "9, now(), 'resolved'"),
        in_review(),
        "answered_by_a_revision",
    ),
    "a verdict on what is not written": Violation(
        "update storyboards set verdict = 'approved'",
        send(in_review(), "reject_storyboard", feedback="no"),
        "a_verdict_needs_scenes",
    ),
}


@pytest.fixture(scope="module")
def database_url(postgres: EmbeddedPostgres) -> str:
    """One for all of these: what is refused leaves nothing behind."""
    name = f"test-{uuid4()}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "migrated"'.encode())
    return postgres.url(name)


@pytest.fixture(autouse=True)
def _empty(database: Database) -> None:
    database.run("delete from jobs")


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_the_database_refuses(name: str, jobs: PostgresJobs, database: Database) -> None:
    violation = VIOLATIONS[name]
    await stored(jobs, violation.to)

    with pytest.raises(psycopg.IntegrityError) as refusal:
        database.run(violation.says)

    assert refusal.value.diag.constraint_name == violation.refused_by


async def test_scenes_may_swap_numbers_in_one_transaction(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review("one", "two"))

    database.run("update job_scenes set scene_number = 3 - scene_number")

    found = database.rows("select description from job_scenes order by scene_number")
    assert found == [("two",), ("one",)]


async def test_a_deleted_scene_may_have_the_number_of_an_active_one(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review("one", "two"))
    database.run("update job_scenes set deleted_at = now() where scene_number = 1")

    database.run("update job_scenes set scene_number = 1 where deleted_at is null")


async def test_deleting_a_jobs_row_deletes_all_rows_of_the_job(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, completed())
    told = "films.id, 1, 2, takes.scene_id, 1, takes.id"
    database.run(NOTE.format("film_id, first_frame, last_frame, scene_id, scene_number, take_id", told))

    database.run("delete from jobs")

    for table in ("job_scenes", "takes", "films", "storyboards", "events", "requests", "job_assets", "notes"):
        assert database.rows(f"select count(*) from {table}") == [(0,)]
