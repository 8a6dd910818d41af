"""What went wrong with a job, a scene or an asset, as it is kept and shown."""

from typing import Annotated

from pydantic import Field

from domain.errors import GreenlightError
from domain.frozen import Wire

MAX_MESSAGE = 2_000
"""Characters of a vendor's words that are kept: enough to act on, small enough for any payload."""


class Fault(Wire):
    """A stable code, a sentence for people, and whether trying again can help."""

    code: str
    message: Annotated[str, Field(max_length=MAX_MESSAGE)]
    retryable: bool = False

    @classmethod
    def of(cls, error: GreenlightError) -> "Fault":
        return cls(code=error.code, message=error.message[:MAX_MESSAGE], retryable=error.retryable)
