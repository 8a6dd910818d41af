"""A job as the API returns it, as far as the command line reads it. Unknown fields are ignored.

Responses of which a command only shows a field or two are dictionaries.
"""

from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from domain.base import Wire
from domain.errors import ErrorInfo
from domain.job.filming.choices import Filming
from domain.job.model import JobStatus, Stage

Json = dict[str, Any]


class Response(Wire):
    model_config = ConfigDict(extra="ignore")


class ProgressResponse(Response):
    percentage: float = 0.0
    stage: str = ""
    total_scenes: int = 0
    completed_scenes: int = 0


class SpeechResponse(Response):
    """The line of a scene. `seconds` is how long it was spoken."""

    status: str
    provider: str = ""
    voice: str | None = None
    seconds: float | None = None


class SceneResponse(Response):
    """`duration` is in seconds; `progress`, 0 to 1, is that of the take being made.

    `stale`: its clip is not of what the scene is now. `draft`: its take is made by the model's cheap variant.
    `fallback_of` tells in place of which take it is made.
    """

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
    speech: SpeechResponse | None = None
    filming: Filming | None = None
    first_frame: Json | None = None
    provider: str | None = None
    stale: bool = False
    draft: bool = False
    fallback_of: Json | None = None
    error: ErrorInfo | None = None


class FilmResponse(Response):
    """`duration` is in seconds. A `stale` film is the earlier one while another is cut; a `draft` shows a draft of a
    scene. `sound` is what is heard."""

    duration: float
    size_bytes: int
    stale: bool = False
    draft: bool = False
    sound: Json | None = None


class JobOutcome(IntEnum):
    """What a job has come to when nothing more happens by itself. The values are exit statuses of `watch`."""

    COMPLETED = 0
    FAILED = 1
    """Or cancelled."""
    WAITS_FOR_A_PERSON = 2


class JobResponse(Response):
    id: UUID
    status: str
    progress: ProgressResponse = ProgressResponse()
    error: ErrorInfo | None = None
    warnings: list[ErrorInfo] = []
    ad_basics: Json = {}
    scenes: list[SceneResponse] = []
    film: FilmResponse | None = None
    storyboard_revision: int | None = None
    cost: Decimal | None = None
    cost_in_doubt: Decimal = Decimal(0)

    @property
    def title(self) -> str:
        return str(self.ad_basics.get("productName") or self.ad_basics.get("brandName") or "")

    @property
    def outcome(self) -> JobOutcome | None:
        """None while something goes on by itself."""
        if self.status == JobStatus.COMPLETED:
            return JobOutcome.COMPLETED
        if self.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return JobOutcome.FAILED
        if self.status == JobStatus.STORYBOARD_REVIEW or self.progress.stage == Stage.AWAITING_RETRY:
            return JobOutcome.WAITS_FOR_A_PERSON
        return None


class JobPage(Response):
    """Jobs, newest first; `next_cursor` leads to older ones."""

    data: list[JobResponse]
    next_cursor: str | None = None
