"""An error of a job, a scene or an asset, as it is stored and shown."""

from typing import Annotated

from pydantic import Field

from domain.base import Wire
from domain.errors import GreenlightError

MAX_MESSAGE = 2_000
"""The most characters of a message that are kept: enough to act on, small enough for any payload."""


class ErrorInfo(Wire):
    """A stable code, a sentence for people, and whether trying again can help."""

    code: str
    message: Annotated[str, Field(max_length=MAX_MESSAGE)]
    retryable: bool = False

    @classmethod
    def of(cls, error: GreenlightError) -> "ErrorInfo":
        return cls(code=error.code, message=error.message[:MAX_MESSAGE], retryable=error.retryable)
