"""A take: one attempt to film a scene, ordered from a vendor once.

wanted ──▶ ordering ──▶ ordered ──▶ filmed ──▶ done
  ▲           │ the vendor certainly did not take the order
  └───────────┘
any of the first four ──▶ failed                   it will not be made
any of the first four ──▶ stopping ──▶ cancelled   superseded, or its job is cancelled
                              └──────▶ failed      its order could not be cancelled
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen
from domain.errors import ErrorInfo, InputRejected, TakeLost
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import LeftOut, each_once


class TakeStatus(StrEnum):
    WANTED = "wanted"
    ORDERING = "ordering"
    """The order intent is written. Until the vendor's answer is known, it may cost money."""
    ORDERED = "ordered"
    FILMED = "filmed"
    """The vendor's clip is in storage."""
    DONE = "done"
    FAILED = "failed"
    STOPPING = "stopping"
    CANCELLED = "cancelled"


ANIMATIC = "animatic"
"""The provider that is our own renderer: it shows pictures and words, and generates none."""

_ENDED = frozenset({InputRejected.code, TakeLost.code})
"""Errors of a take that say that the vendor does not make its order any more."""

OPEN = frozenset({TakeStatus.WANTED, TakeStatus.ORDERING, TakeStatus.ORDERED, TakeStatus.FILMED})


class VendorOrder(Frozen):
    """Something that is ordered from a vendor once. Prices are in US dollars.

    `asked_at` is the time of the order intent; None while there is none, or once the vendor refused the order.
    `orders` counts the intents that may have become orders. `price` is the budget that is reserved for it. `prompt` is
    noted with the intent: the words that the order sends, None if it sends none.
    """

    provider: str
    model: str
    asked_at: datetime | None = None
    order_id: str | None = None
    orders: int = 0
    price: Decimal = Decimal(0)
    prompt: str | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have been ordered without our knowing."""
        return self.asked_at is not None and self.order_id is None


class Still(VendorOrder):
    """A picture that is drawn for a take to begin from. Its price is a part of the take's price.

    Without an order it was drawn, and paid, for an earlier take of the scene.
    """

    key: str | None = None
    """The picture's key in storage, once it is drawn."""

    sha256: str | None = None

    @property
    def is_of_another_take(self) -> bool:
        return self.key is not None and self.asked_at is None


class Take(VendorOrder):
    """One attempt to film a scene.

    `text` is what it films; None while the scene is still to be rewritten from `feedback`. `source_url` is where a
    clip that its client uploads is fetched from. `failing_since` is when the present failures began. `size` is the
    working clip's and `original_size` the vendor's, in bytes. `cost` is the price of what was ordered: of its still,
    then of the whole take. `left_out` is what its clip lacks of what the scene was to show and play. `model_version` is
    what the vendor says of the model that made it. Hashes are SHA-256 in hex, None for clips that were stored before
    hashes were noted. `notes` are those that it answers: their texts are part of the feedback. `overlay` is the id of
    what is drawn into its working clip besides the footage. `chained_from` is the take of the scene before where it
    begins, behind its first `chained_frames` frames, `fallback_of` that of another vendor in place of which it is made.
    `is_draft`: it is made by the model's cheap variant. `references` are the assets that its model was shown.
    """

    id: UUID
    scene_id: UUID
    number: int
    request: str
    seed: int
    source_url: str | None = None
    status: TakeStatus = TakeStatus.WANTED
    text: SceneText | None = None
    feedback: str | None = None
    notes: tuple[UUID, ...] = ()
    queue: str
    attempt: int = 0
    next_retry_at: datetime | None = None
    failing_since: datetime | None = None
    progress: float | None = None
    original_key: str | None = None
    working_key: str | None = None
    overlay: UUID | None = None
    original_sha256: str | None = None
    working_sha256: str | None = None
    model_version: str | None = None
    has_sound: bool = False
    frames: int | None = None
    size: int | None = None
    original_size: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    still: Still | None = None
    chained_from: UUID | None = None
    chained_frames: int | None = None
    fallback_of: UUID | None = None
    is_draft: bool = False
    references: tuple[UUID, ...] = ()
    cost: Decimal = Decimal(0)
    error: ErrorInfo | None = None
    created_at: datetime

    def without(self, *more: LeftOut) -> "Take":
        """Return the take with these ingredients left out as well. Each is noted once, as it was noted first."""
        return self.model_copy(update={"left_out": each_once((*self.left_out, *more))})

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def may_be_open(self) -> bool:
        """Whether an order of it may still be made, or be sent: nobody else is asked for the scene by itself then."""
        orders = (self, self.still) if self.still else (self,)
        if self.is_open or self.status is TakeStatus.STOPPING or any(order.is_in_doubt for order in orders):
            return True
        was_made = self.original_key is not None or self.frames is not None
        has_ended = was_made or (self.error is not None and self.error.code in _ENDED)
        return self.status is TakeStatus.FAILED and self.order_id is not None and not has_ended

    @property
    def is_being_filmed(self) -> bool:
        """Whether it is being made, or is about to be."""
        return self.is_open and not self.waits_in_back_off

    @property
    def in_doubt(self) -> Decimal:
        """What may have been spent besides `cost`, on orders that the vendor may have taken."""
        still = self.still.price if self.still else Decimal(0)
        clip = max(self.price - still, Decimal(0)) if self.is_in_doubt else Decimal(0)
        return clip + still if self.still and self.still.is_in_doubt else clip

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost. An order that the vendor may have taken counts as taken."""
        may_cost_more = self.is_open or self.status is TakeStatus.STOPPING
        return max(self.cost, self.price) if may_cost_more else self.cost + self.in_doubt

    @property
    def waits_in_back_off(self) -> bool:
        """Whether it failed, is tried again later, and is certainly not ordered: nothing is paid for it."""
        return self.status is TakeStatus.WANTED and self.failing_since is not None
