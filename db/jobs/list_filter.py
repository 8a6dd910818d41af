"""Which jobs a list has, newest first."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from db.connections.prepared import Statement
from domain.base import Cursor, Frozen
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage_but_for_assets

_WAIT_FOR_A_PERSON = frozenset({Stage.REVIEW, Stage.FAILED, Stage.AWAITING_RETRY})

_IS_FETCHED = f"""jobs.status = 'processing' and exists (
    select from job_assets use join assets asset on asset.id = use.asset_id
    where use.job_id = jobs.id and asset.status = '{AssetStatus.PENDING}')"""
"""The stage is `ingesting_assets`. The end of a download changes the asset and not the job."""

_COLUMNS = "id, created_at, version, updated_at"
_ORDER = "order by created_at desc, id desc limit %s"

_FEW = 1_000
"""A word that many jobs have is found among so few of the newest."""


class JobFilter(Frozen):
    """Each part leaves out jobs; None and the empty text leave out none.

    `text` are words, each of which must be in the product's or the brand's name, the client's id or the job's id, in
    any case. `needs_decision`: in review, failed, or with scenes that are not filmed and of which none is being made.
    """

    statuses: frozenset[JobStatus] | None = None
    client_id: str | None = None
    text: str = ""
    needs_decision: bool | None = None

    @property
    def words(self) -> list[str]:
        return self.text.casefold().split()


ALL_JOBS = JobFilter()


def search_text(job: Job) -> str:
    """Return what a job is found by, in the case in which it is looked for."""
    names = job.brief.ad_basics
    return "\n".join((names.product_name, names.brand_name, job.brief.context.client_id, str(job.id))).casefold()


def needs_decision(job: Job) -> bool:
    """Return whether the job waits for a person, unless assets are being fetched for it."""
    return stage_but_for_assets(job) in _WAIT_FOR_A_PERSON


def list_statements(wanted: JobFilter, limit: int, after: Cursor | None) -> Iterator[Statement]:
    """Yield statements for the columns of `ListedJob` of at most `limit` jobs behind `after`.

    The first that finds `limit` jobs is right, else the last one is.
    """
    words = wanted.words
    if not words:
        yield _newest(wanted, limit, after)
        return
    newest, values = _newest(wanted, _FEW, after, f"{_COLUMNS}, search_text")
    yield (
        f"select {_COLUMNS} from ({newest.decode()}) jobs where {_contains('search_text', words)} {_ORDER}".encode(),
        (*values, *words, limit),
    )
    grams = " || ".join(["word_grams(%s)"] * len(words))
    conditions, given = _together(wanted, after)
    yield (
        f"""
        with found as materialized (
            select jobs.* from job_texts join jobs on jobs.id = job_texts.job_id
            where text_grams(words) @> ({grams}) and {_contains("words", words)} and {conditions})
        select {_COLUMNS} from found {_ORDER}""".encode(),
        (*words, *words, *given, limit),
    )


def _contains(column: str, words: Sequence[str]) -> str:
    return " and ".join([f"strpos({column}, %s) > 0"] * len(words))


Condition = tuple[str, Sequence[Any]]
"""SQL with its values."""


def _newest(wanted: JobFilter, limit: int, after: Cursor | None, columns: str = _COLUMNS) -> Statement:
    """Select the newest of each branch in the order of an index, and of these the newest."""
    branches = [
        (f"(select * from jobs where {' and '.join(sql for sql, _ in branch)} {_ORDER})", _values(branch))
        for branch in _branches(wanted, after)
    ]
    union = " union all ".join(sql for sql, _ in branches)
    return (
        f"select {columns} from ({union}) jobs {_ORDER}".encode(),
        (*chain.from_iterable((*values, limit) for _, values in branches), limit),
    )


def _branches(wanted: JobFilter, after: Cursor | None) -> Iterator[list[Condition]]:
    """Yield conditions that no job meets twice, and that an index has in the order of the list."""
    statuses = [[]] if wanted.statuses is None else [[_status(status)] for status in sorted(wanted.statuses)]
    for status in statuses:
        for decision in _decisions(wanted.needs_decision):
            yield [*_always(wanted, after), *status, *decision]


def _decisions(wanted: bool | None) -> list[list[Condition]]:
    match wanted:
        case None:
            return [[]]
        case True:
            return [[("needs_decision", ()), (f"not ({_IS_FETCHED})", ())]]
        case False:
            return [[("not needs_decision", ())], [("needs_decision", ()), (_IS_FETCHED, ())]]


def _together(wanted: JobFilter, after: Cursor | None) -> Condition:
    """Return what all the branches together say."""
    conditions = _always(wanted, after)
    if wanted.statuses is not None:
        conditions.append(("jobs.status = any(%s)", (sorted(wanted.statuses),)))
    if wanted.needs_decision is not None:
        conditions.append((f"(needs_decision and not ({_IS_FETCHED})) = %s", (wanted.needs_decision,)))
    return " and ".join(sql for sql, _ in conditions), _values(conditions)


def _always(wanted: JobFilter, after: Cursor | None) -> list[Condition]:
    conditions: list[Condition] = [("deleted_at is null", ())]
    if wanted.client_id is not None:
        conditions.append(("client_id = %s", (wanted.client_id,)))
    if after:
        conditions.append(("(created_at, jobs.id) < (%s, %s)", (after.created_at, after.id)))
    return conditions


def _status(status: JobStatus) -> Condition:
    return "jobs.status = %s", (status.value,)


def _values(conditions: Sequence[Condition]) -> list[Any]:
    return [value for _, values in conditions for value in values]
