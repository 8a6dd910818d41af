"""Who sends a message to a job, and the record of who approved a storyboard for what amount."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen
from domain.clients.access import EVERYTHING, Caller, Scoped


class SenderKind(StrEnum):
    """How a sender is known. `anonymous`: whoever reaches the API without keys. `temporal`: Temporal's tools.

    `auto`: the brief's `autoApprove`. `system`: this program by itself.
    """

    KEY = "key"
    LINK = "link"
    ANONYMOUS = "anonymous"
    TEMPORAL = "temporal"
    AUTO = "auto"
    SYSTEM = "system"


class Actor(Frozen):
    """Who did something. `key_id` is that of a stored API key; `link_id` and `label` are a guest's review link's."""

    by: SenderKind = SenderKind.ANONYMOUS
    name: str = ""
    key_id: UUID | None = None
    link_id: UUID | None = None
    label: str | None = None

    @property
    def actor(self) -> "Actor":
        """This alone, of what is more than an actor."""
        return Actor(by=self.by, name=self.name, key_id=self.key_id, link_id=self.link_id, label=self.label)


class Sender(Actor, Scoped):
    """Who sends a message, with the scopes that the sender has then."""


ANYBODY = Sender(scopes=EVERYTHING)
TEMPORAL = Sender(by=SenderKind.TEMPORAL, name="Temporal", scopes=EVERYTHING)
"""Who sends signals: the Temporal Web UI or command line."""
CANCELLED_IN_TEMPORAL = Sender(by=SenderKind.TEMPORAL, name="Temporal, by cancelling the workflow", scopes=EVERYTHING)
AUTO_APPROVAL = Actor(by=SenderKind.AUTO)
SYSTEM = Actor(by=SenderKind.SYSTEM)


def sender_of(caller: Caller) -> Sender:
    """Return the caller of the API as the sender of what the request says."""
    by = SenderKind.KEY if caller.identity else SenderKind.ANONYMOUS
    return Sender(by=by, name=caller.name, key_id=caller.key_id, scopes=caller.scopes)


class Approval(Actor):
    """The approval of a storyboard revision. `amount` is the estimate at that time in US dollars; None: unknown."""

    amount: Decimal | None
    at: datetime
