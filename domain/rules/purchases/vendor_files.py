"""What lines of speech and first frames have in common while they are bought."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from domain.base import evolve
from domain.errors import ErrorInfo
from domain.job.takes.vendor_file import FileStatus, VendorFile

File = TypeVar("File", bound=VendorFile)


def may_be_claimed(file: VendorFile, seen_asked_at: datetime | None) -> bool:
    """Return whether the caller that saw this intent may order it: it saw the last one, and nothing is ordered."""
    return file.order_id is None and file.asked_at == seen_asked_at


def claimed(file: File, now: datetime, model: str, price: Decimal | None, prompt: str | None = None) -> File:
    """Return the file with the order intent, which is written before the vendor is called."""
    return evolve(
        file,
        model=model,
        price=price or Decimal(0),
        prompt=prompt,
        status=FileStatus.ORDERING,
        asked_at=now,
        orders=file.orders + 1,
        next_retry_at=None,
    )


def released(file: File, asked_at: datetime) -> File:
    """Take back the order intent of that time: the vendor certainly did not take the order, and nothing is paid."""
    if file.order_id is not None or file.asked_at != asked_at:
        return file
    status = FileStatus.WANTED if file.status is FileStatus.ORDERING else file.status
    return evolve(file, status=status, asked_at=None, orders=file.orders - 1, price=Decimal(0))


def ordered(file: File, order_id: str, price: Decimal | None = None) -> File:
    """Record the vendor's id of the order, and its cost, whatever the file's status.

    The order may arrive after its claim was released, and has its price again then.
    """
    if file.order_id is not None:
        return file
    price = file.price if file.asked_at else price or file.price
    asked_at = file.asked_at or file.created_at
    after = evolve(file, order_id=order_id, asked_at=asked_at, price=price, cost=max(file.cost, price))
    return after if file.is_settled else without_failures(after, FileStatus.ORDERED)


def postponed(file: File, error: ErrorInfo, now: datetime, retry_at: datetime, was_tried: bool = True) -> File:
    """Record that a step failed, or could not be tried, and is tried again at `retry_at`."""
    if file.is_settled:
        return file
    since, attempt = file.failing_since or now, file.attempt + was_tried
    return evolve(file, attempt=attempt, error=error, failing_since=since, next_retry_at=retry_at)


def failed(file: File, error: ErrorInfo) -> File:
    """Fail the file for good."""
    return file if file.is_settled else evolve(file, status=FileStatus.FAILED, error=error, next_retry_at=None)


def lost(file: File, error: ErrorInfo) -> File:
    """Record that it is gone from storage. It is bought again only if a client asks for it."""
    if file.status is not FileStatus.DONE:
        return file
    return evolve(file, status=FileStatus.FAILED, error=error, key=None, size=None)


def without_failures(file: File, status: FileStatus) -> File:
    """Return the file in its next status, with the failures of the last step forgotten."""
    return evolve(file, status=status, attempt=0, next_retry_at=None, failing_since=None, error=None)
