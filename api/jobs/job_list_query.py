"""The query parameters that say which jobs a list has."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import StringConstraints

from api.dependencies import ClientQuery
from api.http.errors import Unprocessable
from db.jobs.list_filter import JobFilter
from domain.job.model import JobStatus

_STATUSES = ", ".join(JobStatus)
_ONE_STATUS = rf"\s*({'|'.join(JobStatus)})\s*"
_SOME_STATUSES = {"items": {"type": "string", "pattern": f"^{_ONE_STATUS}(,{_ONE_STATUS})*$"}}
_STATUS = f"Only jobs in one of these statuses, such as `failed,completed`: {_STATUSES}."
_TEXT = "Only jobs with each of these words in the product's or brand's name, the client's id or their own id."
_DECISION = "Only jobs that wait for a person, or only the others: in review, failed, or with scenes to retry."


async def _statuses(
    status: Annotated[
        list[str] | None,
        Query(description=_STATUS, examples=["storyboard_review,failed"], json_schema_extra=_SOME_STATUSES),
    ] = None,
) -> frozenset[JobStatus] | None:
    names = [name.strip() for part in status or () for name in part.split(",")]
    if unknown := [name for name in names if name not in set(JobStatus)]:
        raise Unprocessable.at("status", f"{unknown[0][:40]!r} is no status; there are {_STATUSES}")
    return frozenset(map(JobStatus, names)) if status else None


async def _job_filter(
    statuses: Annotated[frozenset[JobStatus] | None, Depends(_statuses)],
    client_id: ClientQuery,
    q: Annotated[
        Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")], Query(description=_TEXT)
    ] = "",
    needs_decision: Annotated[bool | None, Query(alias="needsDecision", description=_DECISION)] = None,
) -> JobFilter:
    return JobFilter(statuses=statuses, client_id=client_id, text=q, needs_decision=needs_decision)


JobFilterQuery = Annotated[JobFilter, Depends(_job_filter)]
