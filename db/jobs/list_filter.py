"""Which jobs a list has.

A text is looked for in `jobs.search_text`, row by row, because the extension for an index is not everywhere.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, not_, or_
from sqlmodel import col

from db.schema.tables import AssetRow, JobAssetRow, JobRow, SceneRow, TakeRow
from domain.base import Frozen
from domain.job.model import AssetStatus, Job, JobStatus
from domain.job.take import OPEN, TakeStatus

_WAITING_FOR_A_PERSON = (JobStatus.STORYBOARD_REVIEW, JobStatus.FAILED)


class JobFilter(Frozen):
    """Each part leaves out jobs; None and the empty text leave out none.

    `text` are words, each of which must be in the product's or the brand's name, the client's id or the job's id, in
    any case. `needs_decision`: in review, failed, or with scenes that are not filmed and of which none is being made.
    """

    statuses: frozenset[JobStatus] | None = None
    client_id: str | None = None
    text: str = ""
    needs_decision: bool | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.statuses is not None:
            yield col(JobRow.status).in_(sorted(self.statuses))
        if self.client_id is not None:
            yield col(JobRow.client_id) == self.client_id
        for word in self.text.casefold().split():
            yield col(JobRow.search_text).contains(word, autoescape=True)
        if self.needs_decision is not None:
            yield _needs_decision() if self.needs_decision else not_(_needs_decision())


ALL_JOBS = JobFilter()


def search_text(job: Job) -> str:
    """Return what a job is found by, in the case in which it is looked for."""
    names = job.brief.ad_basics
    return "\n".join((names.product_name, names.brand_name, job.brief.context.client_id, str(job.id))).casefold()


def _needs_decision() -> ColumnElement[bool]:
    """As `domain.job.progress.stage` says it: the stages review, failed and awaiting_retry."""
    status = col(JobRow.status)
    decides = [*_WAITING_FOR_A_PERSON, JobStatus.PROCESSING]
    # The first condition follows from the second; it lets the index of such jobs be used.
    return and_(status.in_(decides), or_(status.in_(_WAITING_FOR_A_PERSON), _awaits_retry()))


def _awaits_retry() -> ColumnElement[bool]:
    of_job = and_(col(SceneRow.job_id) == JobRow.id, col(SceneRow.deleted_at).is_(None))
    is_being_made = exists().where(of_job, col(TakeRow.id) == SceneRow.take_id, col(TakeRow.status).in_(sorted(OPEN)))
    clip = exists().where(col(TakeRow.id) == SceneRow.take_id, col(TakeRow.status) == TakeStatus.DONE.value)
    lacks_clip = exists().where(of_job, not_(clip))
    asset_is_fetched = exists().where(
        col(JobAssetRow.job_id) == JobRow.id,
        col(JobAssetRow.asset_id) == AssetRow.id,
        col(AssetRow.status) == AssetStatus.PENDING.value,
    )
    return and_(not_(is_being_made), not_(asset_is_fetched), lacks_clip)
