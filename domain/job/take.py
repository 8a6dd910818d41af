"""A take: one attempt to film a scene, bought once (design §1.3).

wanted ──▶ ordering ──▶ ordered ──▶ filmed ──▶ done
  ▲           │ certainly not taken
  └───────────┘
any of the first four ──▶ failed            it will not be made
any of the first four ──▶ stopping ──▶ cancelled   nobody wants it any more
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen
from domain.error_info import ErrorInfo
from domain.job.storyboard import SceneText


class TakeStatus(StrEnum):
    WANTED = "wanted"
    ORDERING = "ordering"
    """The intent to order is written. Until the answer is known, it may cost money."""
    ORDERED = "ordered"
    FILMED = "filmed"
    """The vendor's clip is in our storage."""
    DONE = "done"
    FAILED = "failed"
    STOPPING = "stopping"
    CANCELLED = "cancelled"


OPEN = frozenset({TakeStatus.WANTED, TakeStatus.ORDERING, TakeStatus.ORDERED, TakeStatus.FILMED})


class VendorOrder(Frozen):
    """Something that is ordered from a vendor once. Prices are in US dollars.

    `asked_at` is the time of the order intent; None while there is none, or once the vendor refused the order.
    `orders` counts the intents that may have become orders. `price` is the budget that is reserved for it.
    """

    provider: str
    model: str
    asked_at: datetime | None = None
    order_id: str | None = None
    orders: int = 0
    price: Decimal = Decimal(0)

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have been ordered without our knowing."""
        return self.asked_at is not None and self.order_id is None


class Still(VendorOrder):
    """A picture that is drawn as the first frame of a take. Its price is a part of the take's price."""

    key: str | None = None
    """The picture's key in storage, once it is drawn."""


class Take(VendorOrder):
    """`text` is what it films; None while a feedback still has to be worked into the scene."""

    id: UUID
    scene_id: UUID
    number: int
    request: str
    seed: int
    source_url: str | None = None
    """Where a clip that its client brings is fetched from."""
    status: TakeStatus = TakeStatus.WANTED
    text: SceneText | None = None
    feedback: str | None = None
    queue: str
    attempt: int = 0
    next_retry_at: datetime | None = None
    failing_since: datetime | None = None
    """When the present row of failures began; None while all is well."""
    progress: float | None = None
    original_key: str | None = None
    working_key: str | None = None
    has_sound: bool = False
    frames: int | None = None
    size: int | None = None
    """Bytes of the working clip."""
    still: Still | None = None
    cost: Decimal = Decimal(0)
    """The price of what was ordered for it: of its still, then of the whole take."""
    error: ErrorInfo | None = None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_being_filmed(self) -> bool:
        """It is being made, or is about to be."""
        return self.is_open and not self.waits_in_back_off

    @property
    def in_doubt(self) -> Decimal:
        """What was perhaps spent besides `cost`: an order was announced, and nobody knows whether it was taken."""
        still = self.still.price if self.still else Decimal(0)
        clip = max(self.price - still, Decimal(0)) if self.is_in_doubt else Decimal(0)
        return clip + still if self.still and self.still.is_in_doubt else clip

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost: an order of which nobody knows is counted as taken."""
        may_cost_more = self.is_open or self.status is TakeStatus.STOPPING
        return max(self.cost, self.price) if may_cost_more else self.cost + self.in_doubt

    @property
    def waits_in_back_off(self) -> bool:
        """It is tried later, and certainly not taken now: nothing is paid, and a person may decide otherwise."""
        return self.status is TakeStatus.WANTED and self.failing_since is not None
