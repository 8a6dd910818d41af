"""A file that a vendor makes to one order: a line of speech, or a first frame.

wanted ──▶ ordering ──▶ ordered ──▶ done
  ▲           │ the vendor certainly did not take the order
  └───────────┘
any of the first three ──▶ failed
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.errors import ErrorInfo
from domain.job.takes.take import VendorOrder


class FileStatus(StrEnum):
    WANTED = "wanted"
    ORDERING = "ordering"
    """The order intent is written. Until the vendor's answer is known, it may cost money."""
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"


AT_VENDOR: Final = frozenset({FileStatus.ORDERING, FileStatus.ORDERED})
"""What may have been paid for and is not there yet."""


SETTLED: Final = frozenset({FileStatus.DONE, FileStatus.FAILED})


class VendorFile(VendorOrder):
    """What a line of speech and a first frame have in common.

    Once done, `key` is its file in storage, of `size` bytes; `sha256` is the file's, in hex. `failing_since` is when
    the present failures began.
    """

    id: UUID
    number: int = 1
    status: FileStatus = FileStatus.WANTED
    seed: int = 0
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
        return self.status in SETTLED

    @property
    def is_at_vendor(self) -> bool:
        return self.status in AT_VENDOR

    @property
    def in_doubt(self) -> Decimal:
        """What may have been spent besides `cost`, on an order that the vendor may have taken."""
        return self.price if self.is_in_doubt else Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What it costs or may still cost. An order that the vendor may have taken counts as taken."""
        return self.cost + self.in_doubt if self.is_settled else max(self.cost, self.price)
