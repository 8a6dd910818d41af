"""The responses of the API, as far as the command line reads them. Unknown fields are ignored."""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from domain.job.model import JobStatus, Stage


class Response(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class ErrorResponse(Response):
    code: str = ""
    message: str = ""


class ProgressResponse(Response):
    percentage: float = 0.0
    stage: str = ""
    total_scenes: int = 0
    completed_scenes: int = 0


class SceneResponse(Response):
    """`duration` is in seconds; `progress`, 0 to 1, is that of the take being made."""

    id: UUID
    scene_number: int
    duration: float
    scenario: str = ""
    shot_type: str = ""
    transition: str = ""
    script: str = ""
    description: str = ""
    status: str = "pending"
    attempt: int = 0
    next_retry_at: datetime | None = None
    progress: float | None = None
    error: ErrorResponse | None = None


class FilmResponse(Response):
    """`duration` is in seconds. A `stale` film is the earlier one while another is cut."""

    duration: float
    size_bytes: int
    stale: bool = False


class AdBasicsResponse(Response):
    product_name: str = ""
    brand_name: str = ""


class SceneEstimateResponse(Response):
    scene_number: int
    billed_seconds: float | None = None
    cost: Decimal | None = None
    problem: str | None = None


class EstimateResponse(Response):
    provider: str = ""
    model: str = ""
    prices_as_of: date | None = None
    scenes: list[SceneEstimateResponse] = []
    total: Decimal | None = None
    spent: Decimal = Decimal(0)
    max_cost: Decimal | None = None
    within_budget: bool = True


class Outcome(IntEnum):
    """What a job has come to when nothing more happens by itself. The values are exit statuses of `watch`."""

    COMPLETED = 0
    FAILED = 1
    """Or cancelled."""
    WAITS_FOR_A_PERSON = 2


class JobResponse(Response):
    id: UUID
    status: str
    progress: ProgressResponse = ProgressResponse()
    error: ErrorResponse | None = None
    warnings: list[ErrorResponse] = []
    ad_basics: AdBasicsResponse = AdBasicsResponse()
    scenes: list[SceneResponse] = []
    film: FilmResponse | None = None
    storyboard_revision: int | None = None
    cost: Decimal | None = None
    cost_in_doubt: Decimal = Decimal(0)

    @property
    def title(self) -> str:
        return self.ad_basics.product_name or self.ad_basics.brand_name

    @property
    def outcome(self) -> Outcome | None:
        """None while something goes on by itself."""
        if self.status == JobStatus.COMPLETED:
            return Outcome.COMPLETED
        if self.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return Outcome.FAILED
        if self.status == JobStatus.STORYBOARD_REVIEW or self.progress.stage == Stage.AWAITING_RETRY:
            return Outcome.WAITS_FOR_A_PERSON
        return None


class JobPage(Response):
    """Jobs, newest first; `next_cursor` leads to older ones."""

    data: list[JobResponse]
    next_cursor: str | None = None


class StoryboardResponse(Response):
    revision: int
    verdict: str | None = None
    feedback: str | None = None


class AssetResponse(Response):
    id: UUID
    type: str | None = None
    content_type: str | None = None


class AccountResponse(Response):
    """A user's credits."""

    user_id: str
    balance: int
    held: int
    available: int


class EntryResponse(Response):
    kind: str
    amount: int
    task_id: UUID | None = None
    purpose: str = ""
    reason: str = ""
    created_at: datetime | None = None
