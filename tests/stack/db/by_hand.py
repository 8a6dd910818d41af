"""Direct access to the database, past the repositories."""

from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg

from db.jobs.repository import PostgresJobs
from domain.job.model import Job
from tests.unit.domain.jobs import JOB, brief


class Database:
    """Runs SQL directly, past the rules of the code."""

    def __init__(self, url: str) -> None:
        self._url = url

    def run(self, statement: str, *values: Any) -> None:
        with closing(psycopg.connect(self._url)) as connection:
            connection.execute(statement.encode(), values)
            connection.commit()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg.connect(self._url)) as connection:
            return connection.execute(query.encode(), values).fetchall()


async def stored(jobs: PostgresJobs, job: Job) -> UUID:
    """The job is in the database as it is here."""
    sources = {asset.id: asset.source_url for asset in job.assets if asset.source_url}
    await jobs.create(JOB, brief(), list(job.assets), sources)
    await jobs.change(JOB, lambda _, __: job)
    return JOB
