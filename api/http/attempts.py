"""Limit how often somebody may give a wrong key or password."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from domain.errors import TooManyRequests

_MOST_SUBJECTS = 10_000
"""How many subjects are remembered; the one that failed longest ago is forgotten first."""


@dataclass
class FailedAttempts:
    """The failures of each subject in this process: after `most` in any `window` its attempts are refused."""

    most: int
    window: timedelta
    clock: Callable[[], float] = time.monotonic
    _failures: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, init=False)

    def check(self, subject: str) -> None:
        """Raise TooManyRequests, with the time to wait, if the subject has failed too often."""
        failures = self._failures.get(subject, deque())
        start = self.clock() - self.window.total_seconds()
        while failures and failures[0] <= start:
            failures.popleft()
        if len(failures) >= self.most:
            wait = timedelta(seconds=failures[0] - start)
            raise TooManyRequests(
                f"that was wrong {self.most} times; wait {wait.total_seconds():.0f} s, then try again", retry_after=wait
            )

    def add(self, subject: str) -> None:
        """Record a failure of the subject."""
        self._failures.setdefault(subject, deque(maxlen=self.most)).append(self.clock())
        self._failures.move_to_end(subject)
        if len(self._failures) > _MOST_SUBJECTS:
            self._failures.popitem(last=False)

    def forget(self, subject: str) -> None:
        """Forget the subject's failures, because it has succeeded."""
        self._failures.pop(subject, None)
