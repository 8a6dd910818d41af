"""Who sends a message to a job, and the record of who approved a storyboard for what amount."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen


class SenderKind(StrEnum):
    """How a sender is known. `anonymous`: whoever reaches the API without keys, or Temporal's tools."""

    KEY = "key"
    LINK = "link"
    ANONYMOUS = "anonymous"
    AUTO = "auto"


class Sender(Frozen):
    """Who sends a message. `link_id` and `label` are those of the review link, for a guest."""

    by: SenderKind = SenderKind.ANONYMOUS
    name: str = ""
    link_id: UUID | None = None
    label: str | None = None


ANYBODY = Sender()
AUTO_APPROVAL = Sender(by=SenderKind.AUTO)
TEMPORAL = Sender(name="Temporal")
"""Who sends signals: the Temporal Web UI or command line."""


class Approval(Sender):
    """The approval of a storyboard revision. `amount` is the estimate at that time in US dollars; None: unknown."""

    amount: Decimal | None
    at: datetime
