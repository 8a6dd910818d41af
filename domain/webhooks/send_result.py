"""What an attempt to send something to an endpoint came to."""

from datetime import timedelta
from enum import StrEnum

from domain.base import Frozen


class SendOutcome(StrEnum):
    """`gone`: the receiver says that there is nobody any more, so nothing is to be sent there again.

    `moot`: what was to be said is not so any more, and nothing was sent.
    """

    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"
    GONE = "gone"
    MOOT = "moot"


class SendResult(Frozen):
    """What an attempt to send came to. `answer` is what the receiver said, or why it was not reached.

    A `failed` attempt is made again, after `retry_after` at the earliest; one that was `refused` is not.
    """

    outcome: SendOutcome
    status: int | None = None
    answer: str = ""
    retry_after: timedelta | None = None
