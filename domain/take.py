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

from domain.errors import OrderUnknown
from domain.faults import Fault
from domain.frozen import Frozen
from domain.storyboard import SceneText


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


class Still(Frozen):
    """A picture that is bought as the first frame of a take, by the same rule as the take itself."""

    provider: str
    model: str
    price: Decimal = Decimal(0)
    """Its part of what is set aside for the take."""
    asked_at: datetime | None = None
    order_id: str | None = None
    orders: int = 0
    key: str | None = None
    """Where the picture lies, once it is drawn."""


class Take(Frozen):
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
    provider: str
    model: str
    queue: str
    asked_at: datetime | None = None
    order_id: str | None = None
    orders: int = 0
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
    price: Decimal = Decimal(0)
    """What it may cost in all, in US dollars: set aside before anything is ordered for it."""
    cost: Decimal = Decimal(0)
    """What was ordered for it."""
    error: Fault | None = None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_being_filmed(self) -> bool:
        """It is being made, or is about to be."""
        return self.is_open and not self.waits_in_back_off

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost: an order of which nobody knows is counted as taken."""
        may_cost_more = self.is_open or self.status is TakeStatus.STOPPING
        is_unknown = self.error is not None and self.error.code == OrderUnknown.code
        return max(self.cost, self.price) if may_cost_more or is_unknown else self.cost

    @property
    def waits_in_back_off(self) -> bool:
        """It is tried later, and certainly not taken now: nothing is paid, and a person may decide otherwise."""
        return self.status is TakeStatus.WANTED and self.failing_since is not None
