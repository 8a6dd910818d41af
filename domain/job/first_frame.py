"""A first frame: a picture that is drawn in review, looked at and chosen, from which a scene's clip then begins.

wanted ──▶ ordering ──▶ ordered ──▶ done
  ▲           │ the vendor certainly did not take the order
  └───────────┘
any of the first three ──▶ failed
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.errors import ErrorInfo
from domain.job.storyboard import SceneText
from domain.job.take import VendorOrder


class FirstFrameStatus(StrEnum):
    WANTED = "wanted"
    ORDERING = "ordering"
    """The order intent is written. Until the vendor's answer is known, it may cost money."""
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"


class FirstFrame(VendorOrder):
    """A picture drawn as the first frame of a scene. `number` counts those of the scene from 1.

    `text` is the scene's text that it shows, drawn after the `feedback`; `references` are the assets that it shows.
    Once done, `key` is its file in storage, of `size` bytes; `sha256` is of its file, in hex.
    """

    id: UUID
    scene_id: UUID
    number: int
    request: str
    text: SceneText
    feedback: str | None = None
    references: tuple[UUID, ...] = ()
    seed: int
    status: FirstFrameStatus = FirstFrameStatus.WANTED
    attempt: int = 0
    next_retry_at: datetime | None = None
    failing_since: datetime | None = None
    key: str | None = None
    sha256: str | None = None
    size: int | None = None
    cost: Decimal = Decimal(0)
    error: ErrorInfo | None = None
    created_at: datetime

    @property
    def is_settled(self) -> bool:
        return self.status in (FirstFrameStatus.DONE, FirstFrameStatus.FAILED)

    @property
    def is_at_vendor(self) -> bool:
        """Whether it may have been paid for and is not there yet."""
        return self.status in (FirstFrameStatus.ORDERING, FirstFrameStatus.ORDERED)

    @property
    def in_doubt(self) -> Decimal:
        """What may have been spent besides `cost`, on an order that the vendor may have taken."""
        return self.price if self.is_in_doubt else Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost. An order that the vendor may have taken counts as taken."""
        return self.cost + self.in_doubt if self.is_settled else max(self.cost, self.price)
