"""Run many independent pieces of work: the failure of one is logged and counted, and stops no other."""

from collections.abc import Awaitable
from typing import TypeVar

from temporalio import activity

from domain.errors import Transient

_T = TypeVar("_T")


class Isolation:
    """Logs and counts what fails, so that the rest goes on.

    A server that is away fails everything: after `stop_after` transient failures in a row the last one is raised.
    """

    def __init__(self, stop_after: int | None = None) -> None:
        self._stop_after = stop_after
        self._in_a_row = 0
        self._failed = 0

    async def run(self, subject: str, work: Awaitable[_T]) -> _T | None:
        """The result of the work; None when it failed."""
        try:
            result = await work
        except Exception as error:
            self._failed += 1
            activity.logger.warning("%s: %s: %s", subject, type(error).__name__, error)
            self._in_a_row = self._in_a_row + 1 if isinstance(error, Transient) else 0
            if self._in_a_row == self._stop_after:
                raise
            return None
        self._in_a_row = 0
        return result

    def take_failed(self) -> int:
        """How many failed since this was last asked."""
        failed, self._failed = self._failed, 0
        return failed
