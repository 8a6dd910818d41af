"""The ports to the database: jobs, assets, saved scenarios, credits. Every method raises Transient while it is away."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.base import Cursor, Frozen
from domain.clients.client_limits import Purchase
from domain.credits import CreditAccount, CreditEntry
from domain.errors import ErrorInfo
from domain.job.approval import ANYBODY, Sender
from domain.job.film.film_file import Film
from domain.job.model import Job, JobStatus
from domain.ports.vendor_limits import VendorLimits
from domain.rules.messages import Message
from domain.rules.results import StoredAsset
from domain.scenarios.document import ScenarioDocument
from domain.scenarios.task import ImageOutcome, SavedScene, StoredImage, Task, TaskProgress, TaskResult

Rule = Callable[[Job, datetime], Job]
"""Returns the job after a change, from the job and the database's time."""


class OrderState(Frozen):
    """An order in the database. `asked_at` is the time of the order intent, `now` the database's clock."""

    is_wanted: bool
    asked_at: datetime | None
    order_id: str | None
    now: datetime


class JobRepository(Protocol):
    """Jobs by id. Errors: NotFound."""

    async def load(self, job_id: UUID) -> Job:
        """Read the job without locking it."""

    async def change(
        self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None, purchase: Purchase | None = None
    ) -> Job:
        """Apply the rule under the job's lock, and save the job with its events if that changed it.

        With `limits` the change is an order, which must keep within them. Errors then: VendorBusy, VendorDown. With
        `purchase` it must keep within what the job's client may spend in a month. Errors then: BudgetExceeded.
        """

    async def apply(
        self,
        job_id: UUID,
        request: str,
        message: Message,
        expires_at: datetime | None = None,
        sender: Sender = ANYBODY,
    ) -> Job:
        """Apply or refuse the message once, and remember the verdict for the same request. Return the job after it.

        Errors: the Refused of the rules, as when first seen; Expired, not remembered, if its sender stopped waiting.
        """

    async def report(self, take_id: UUID, progress: float) -> None:
        """Save the progress of a take, from 0 to 1. It is only shown."""

    async def film(self, film_id: UUID) -> Film | None:
        """Return a film that was cut before."""

    async def unfinished(
        self,
        after: UUID | None,
        limit: int,
        *,
        only_busy: bool = False,
        unchanged_for: timedelta = timedelta(),
    ) -> Sequence[tuple[UUID, JobStatus]]:
        """Return jobs that are not over, in the order of their ids, from the one behind `after`.

        `only_busy`: without those that only wait for a person; of some in review, first frames are being drawn.
        `unchanged_for`: only those that have not changed for so long.
        """

    async def count_unfinished(self) -> int:
        """Return how many jobs are not over."""

    async def clock(self) -> datetime:
        """Return the database's time, which is the same for all processes."""

    async def clock_of(self, job_id: UUID) -> datetime:
        """Return the database's time if there is such a job. Errors: NotFound."""


class AssetRepository(Protocol):
    """Assets that belong to no job yet."""

    async def pending_url(self, asset_id: UUID) -> str | None:
        """Return where the asset is to be fetched from; None if it is fetched, failed or deleted."""

    async def settle(self, asset_id: UUID, outcome: StoredAsset | ErrorInfo) -> bool:
        """Mark the asset as ready or failed. False if it was deleted meanwhile: then the caller deletes its file."""


class ScenarioRepository(Protocol):
    """Save-scenario tasks, and what they save. Every method may be called again. Errors: NotFound."""

    async def task(self, task_id: UUID) -> Task: ...

    async def advance(self, task_id: UUID, progress: int, message: str) -> Task:
        """Mark the task as running, with that progress if it is greater. A task that is over does not change."""

    async def save_scenario(self, task: Task, scenario: ScenarioDocument) -> None:
        """Save the scenario without its scenes, unless the task is over."""

    async def save_scenes(self, task: Task, scenario: ScenarioDocument) -> None:
        """Save the scenario's scenes, unless the task is over."""

    async def scenes(self, task_id: UUID) -> tuple[SavedScene, ...]:
        """Return the saved scenes in order."""

    async def scene(self, scene_id: UUID) -> SavedScene: ...

    async def set_price(self, task_id: UUID, price: int) -> Task:
        """Save what an image costs in credits, unless a price is saved already."""

    async def skip_remaining_images(self, task_id: UUID, reason: str) -> None:
        """Skip the images that are not drawn yet, and save why."""

    async def order_state(self, scene_id: UUID) -> OrderState: ...

    async def claim(
        self, scene_id: UUID, seen: datetime | None, vendor: str, limits: VendorLimits | None, purchase: Purchase
    ) -> datetime | None:
        """Write the order intent: its time; None if another won or none is wanted.

        Errors: VendorBusy, VendorDown, BudgetExceeded.
        """

    async def release_claim(self, scene_id: UUID, asked_at: datetime) -> None: ...

    async def record_order(self, scene_id: UUID, order_id: str, cost: Decimal) -> None: ...

    async def warn(self, scene_id: UUID, warning: str) -> None: ...

    async def save_image_key(self, scene_id: UUID, picture: StoredImage) -> None:
        """Save the key before the image is stored under it. The vendor is available again."""

    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        """Complete the scene whose image is stored and paid for, and advance its task to `so_far`."""

    async def give_up_image(self, scene_id: UUID, outcome: ImageOutcome, error: ErrorInfo | None = None) -> None:
        """Mark the image as failed or skipped, unless it is drawn. The vendor is available again."""

    async def vendor_unavailable_for(self, task_id: UUID) -> timedelta:
        """Record that the vendor did not answer, and return since when it has not, over all images of the task."""

    async def cancel(self, task_id: UUID, request: str) -> None:
        """Cancel the task. The same request may be sent again. Errors: Conflict when the task is over."""

    async def end(self, task_id: UUID, result: TaskResult | None, message: str, error: ErrorInfo | None) -> None:
        """Settle the task, which holds no credits any more, as completed, as failed, or as cancelled before."""

    async def unsettled(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return tasks that still need a run, in the order of their ids, from the one behind `after`."""


class CreditRepository(Protocol):
    """Credits of users: an append-only ledger."""

    async def account(self, user_id: str, client_id: str | None = None) -> CreditAccount:
        """Return the account, all zeros if it never had an entry.

        With a client: NotFound unless the account is the client's, or the user's id is the client's and nobody has it.
        """

    async def entries(
        self, user_id: str, limit: int, after: Cursor | None = None, client_id: str | None = None
    ) -> Sequence[CreditEntry]:
        """Return entries, newest first. Errors with a client: those of `account`."""

    async def grant(
        self, user_id: str, request: UUID, amount: int, reason: str, client_id: str | None = None
    ) -> CreditAccount:
        """Add credits to the account, once for each request. With a client, whose the account is from then on.

        Errors: OtherClient when it is another client's.
        """

    async def hold(self, user_id: str, task: UUID, amount: int) -> bool:
        """Hold credits for the task, once. Return whether the hold stands: not after its release, nor with too few."""

    async def capture(self, task: UUID, purpose: str, amount: int) -> None:
        """Pay from the task's hold, once for each purpose. Errors: Conflict when the hold is smaller."""

    async def release(self, task: UUID) -> None:
        """Make what is left of the task's hold available again. Without a hold, do nothing."""
