"""Approvals: of which revision and for what amount, and when one is refused because either has changed."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.errors import Conflict
from domain.job.approval import Approval, Sender
from domain.job.model import Job, JobStatus
from domain.rules.messages import ApproveStoryboard

SMALLEST_AMOUNT = Decimal("0.0001")
"""Amounts are compared to four decimal places, which is what estimates show."""

Estimate = Callable[[Job], Decimal | None]
"""Returns what approving the job now would cost, in US dollars; None if that is unknown."""


def no_estimate(_: Job) -> None:
    """Return the estimate of a job whose prices nobody asked for: unknown."""


def is_approved_already(job: Job, message: ApproveStoryboard) -> bool:
    """Return whether this approval was given before. Raise Conflict if it was given for another amount."""
    named = message.storyboard_revision
    statuses = [JobStatus.PROCESSING] if named is None else [JobStatus.PROCESSING, JobStatus.COMPLETED]
    if not (job.is_approved and job.status in statuses and named in (None, job.revision)):
        return False
    board = job.current_storyboard
    given = board.approval if board else None
    if message.amount is not None and given and given.amount != _to_places(message.amount):
        raise Conflict(
            f"storyboard revision {job.revision} was approved for {dollars(given.amount)} already, "
            f"not for {dollars(message.amount)}",
            now=_facts(job, given.amount),
        )
    return True


def approval_of(job: Job, message: ApproveStoryboard, sender: Sender, now: datetime, estimate: Estimate) -> Approval:
    """Return the record of the approval. Raise Conflict, saying what is now, if revision or amount are others."""
    amount = estimate(job)
    changed = []
    if message.storyboard_revision not in (None, job.revision):
        changed.append(
            f"storyboard revision {message.storyboard_revision} is not on the table, {job.revision} is; "
            "read it, then decide"
        )
    if message.amount is not None and _to_places(message.amount) != amount:
        now_it_is = "unknown" if amount is None else dollars(amount)
        changed.append(
            f"the estimate is {now_it_is} now, and {dollars(message.amount)} was approved; read the estimate again"
        )
    if changed:
        raise Conflict("; ".join(changed), now=_facts(job, amount))
    return Approval(**dict(sender.actor), amount=amount, at=now)


def dollars(amount: Decimal | None) -> str:
    """Return the amount as people read it: two decimal places, or as many more as it has. `an unknown amount`: None."""
    if amount is None:
        return "an unknown amount"
    exact = _to_places(amount)
    whole_cents = exact.quantize(Decimal("0.01"))
    return f"${whole_cents if whole_cents == exact else exact.normalize():,f}"


def _to_places(amount: Decimal) -> Decimal:
    return amount.quantize(SMALLEST_AMOUNT)


def _facts(job: Job, amount: Decimal | None) -> dict[str, Any]:
    return {"storyboardRevision": job.revision, "amount": None if amount is None else float(amount)}
