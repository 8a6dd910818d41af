"""Limit how often somebody may do something, such as give a wrong key or password."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from domain.errors import TooManyRequests

_MOST_SUBJECTS = 10_000
"""How many subjects are remembered; the one whose last attempt is the oldest is forgotten first."""


@dataclass
class Attempts:
    """The attempts of each subject in this process: at most `most` in any `window`."""

    most: int
    window: timedelta
    clock: Callable[[], float] = time.monotonic
    _attempts: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, init=False)

    def check(self, subject: str) -> None:
        """Raise TooManyRequests, with the time to wait, if the subject has made too many."""
        attempts = self._attempts.get(subject, deque())
        start = self.clock() - self.window.total_seconds()
        while attempts and attempts[0] <= start:
            attempts.popleft()
        if len(attempts) >= self.most:
            wait = timedelta(seconds=attempts[0] - start)
            raise TooManyRequests(
                f"too often: {self.most} times; wait {wait.total_seconds():.0f} s, then try again", retry_after=wait
            )

    def add(self, subject: str) -> None:
        """Record an attempt of the subject."""
        self._attempts.setdefault(subject, deque(maxlen=self.most)).append(self.clock())
        self._attempts.move_to_end(subject)
        if len(self._attempts) > _MOST_SUBJECTS:
            self._attempts.popitem(last=False)

    def forget(self, subject: str) -> None:
        """Forget the subject's attempts, because it has succeeded."""
        self._attempts.pop(subject, None)
