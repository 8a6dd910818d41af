"""Lists of so many jobs that a list which looks at each of them would be slow."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from db.connections.engine import connect
from db.jobs.list_filter import JobFilter, list_statements
from db.jobs.repository import PostgresJobs
from domain.base import Cursor
from domain.job.model import JobStatus
from tests.harness.fixtures import NewDatabase
from tests.unit.domain.jobs import MODEL_CHOICE

COUNT = 10_000
"""Jobs, each a minute older than the one before. The word `oldest` is in the oldest only, `tea` in every third."""

FILL = """
insert into jobs (id, client_id, status, revision, cut_revision, brief, created_at, updated_at, version, search_text,
    needs_decision)
select gen_random_uuid(), 'client-' || number % 20, case number % 10 when 0 then 'failed' else 'cancelled' end, 1, 0,
    '{}', at, at, 1,
    case when number = COUNT then 'the oldest' when number % 3 = 0 then 'tea' else 'lamp' end, number % 10 = 0
from generate_series(1, COUNT) number, lateral (select now() - number * interval '1 minute' as at) dated
"""

LISTS = {
    "all": JobFilter(),
    "of a client": JobFilter(client_id="client-7"),
    "of a status": JobFilter(statuses=frozenset({JobStatus.FAILED})),
    "of several statuses": JobFilter(statuses=frozenset({JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.COMPLETED})),
    "of a status and a client": JobFilter(statuses=frozenset({JobStatus.FAILED}), client_id="client-10"),
    "to decide": JobFilter(needs_decision=True),
    "not to decide": JobFilter(needs_decision=False),
    "with a word that many have": JobFilter(text="tea"),
    "with a word that none has": JobFilter(text="kettle"),
    "with two letters that none has": JobFilter(text="zq"),
}


@pytest.fixture(scope="module")
def many_jobs(new_database: NewDatabase) -> str:
    url = new_database("many")
    with psycopg.connect(url) as connection:
        connection.execute(FILL.replace("COUNT", str(COUNT)).encode())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return url


def scanned_whole(plan: dict[str, Any]) -> Iterator[str]:
    """The tables of which the plan looks at every row."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from scanned_whole(part)


@pytest.mark.parametrize("is_first", [True, False], ids=["the first page", "a page far behind"])
@pytest.mark.parametrize("wanted", LISTS.values(), ids=LISTS)
def test_no_list_looks_at_every_job(wanted: JobFilter, is_first: bool, many_jobs: str) -> None:
    with psycopg.connect(many_jobs) as connection:
        row = connection.execute("select created_at, id from jobs order by created_at limit 1 offset 2000").fetchone()
        assert row
        after = None if is_first else Cursor(created_at=row[0], id=row[1])
        for sql, values in list_statements(wanted, 51, after):
            (plans,) = connection.execute(b"explain (format json) " + sql, values).fetchone() or ()
            assert not set(scanned_whole(plans[0]["Plan"])) & {"jobs", "job_texts"}
            if len(connection.execute(sql, values).fetchall()) == 51:
                break  # the next statement is not run


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (JobFilter(text="oldest"), 1),
        (JobFilter(text="the oldest"), 1),
        (JobFilter(text="ol"), 1),
        (JobFilter(text="oldest tea"), 0),
        (JobFilter(text="tea"), 51),
        (JobFilter(text="oldest", statuses=frozenset({JobStatus.FAILED})), 1),
        (JobFilter(text="oldest", statuses=frozenset({JobStatus.CANCELLED})), 0),
        (JobFilter(text="oldest", needs_decision=True), 1),
        (JobFilter(text="oldest", client_id="client-0"), 1),
        (JobFilter(text="oldest", client_id="client-1"), 0),
    ],
)
async def test_a_word_that_few_jobs_have_is_found_among_all(wanted: JobFilter, count: int, many_jobs: str) -> None:
    engine = connect(many_jobs)
    jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE)

    assert len(await jobs.listed(51, wanted=wanted)) == count

    await engine.dispose()


async def test_pages_of_several_statuses_follow_each_other_without_a_gap(many_jobs: str) -> None:
    engine = connect(many_jobs)
    jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE)
    wanted = JobFilter(statuses=frozenset({JobStatus.FAILED, JobStatus.CANCELLED}))

    first = await jobs.listed(40, wanted=wanted)
    second = await jobs.listed(40, wanted=wanted, after=Cursor(created_at=first[-1].created_at, id=first[-1].id))

    assert [*first, *second] == list(await jobs.listed(80))
    await engine.dispose()
