"""What the CLI reads of the API's answers. Fields that it does not know do not disturb it."""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from domain.job.model import JobStatus, Stage


class View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class FaultView(View):
    code: str = ""
    message: str = ""
    retryable: bool = False


class ProgressView(View):
    percentage: float = 0.0
    stage: str = ""
    total_scenes: int = 0
    completed_scenes: int = 0


class SceneView(View):
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
    error: FaultView | None = None


class FilmView(View):
    """`duration` is in seconds."""

    duration: float
    size_bytes: int
    stale: bool = False


class BasicsView(View):
    product_name: str = ""
    brand_name: str = ""


class SceneEstimateView(View):
    scene_number: int
    billed_seconds: float | None = None
    cost: Decimal | None = None
    problem: str | None = None


class EstimateView(View):
    provider: str = ""
    model: str = ""
    prices_as_of: date | None = None
    scenes: list[SceneEstimateView] = []
    total: Decimal | None = None
    spent: Decimal = Decimal(0)
    max_cost: Decimal | None = None
    within_budget: bool = True


class JobView(View):
    id: UUID
    status: str
    progress: ProgressView = ProgressView()
    error: FaultView | None = None
    warnings: list[FaultView] = []
    ad_basics: BasicsView = BasicsView()
    scenes: list[SceneView] = []
    film: FilmView | None = None
    storyboard_revision: int | None = None
    cost: Decimal | None = None
    cost_in_doubt: Decimal = Decimal(0)
    created_at: datetime | None = None

    @property
    def title(self) -> str:
        return self.ad_basics.product_name or self.ad_basics.brand_name

    @property
    def outcome(self) -> "Outcome | None":
        """None while something goes on by itself."""
        if self.status == JobStatus.COMPLETED:
            return Outcome.COMPLETED
        if self.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return Outcome.FAILED
        if self.status == JobStatus.STORYBOARD_REVIEW or self.progress.stage == Stage.AWAITING_RETRY:
            return Outcome.WAITS_FOR_A_PERSON
        return None


class Outcome(IntEnum):
    """How a job stands when there is nothing more to watch; the exit status of `watch`."""

    COMPLETED = 0
    FAILED = 1
    """Or cancelled."""
    WAITS_FOR_A_PERSON = 2


class StoryboardView(View):
    revision: int
    verdict: str | None = None
    feedback: str | None = None
    created_at: datetime | None = None


class AssetView(View):
    id: UUID
    url: str = ""
    type: str | None = None
    name: str = ""
    content_type: str | None = None
    size_bytes: int | None = None


class AccountView(View):
    """A user's credits."""

    user_id: str
    balance: int
    held: int
    available: int


class EntryView(View):
    kind: str
    amount: int
    task_id: UUID | None = None
    purpose: str = ""
    reason: str = ""
    created_at: datetime | None = None


class Page(View):
    """Jobs, newest first; `next_cursor` leads to older ones."""

    data: list[JobView]
    next_cursor: str | None = None
