"""A message that asks for a review."""

from typing import Any
from uuid import UUID

from domain.base import evolve
from domain.ports.messenger import Link, Notification

URL = "https://review.example.com/r/8b0JmXcPzvWq3T1nYk5uR2sLdE7fGhAaQxI9oVwBtM4"
TITLE = "Morning Tea: the storyboard waits for your review"


def message(**changes: Any) -> Notification:
    usual = Notification(
        id=UUID("019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"),
        title=TITLE,
        sentences=("5 scenes, 20 seconds, revision 2. Filming it costs $2.40.", "You can approve it."),
        link=Link(label="Review it", url=URL),
        warning="Do not pass it on.",
    )
    return evolve(usual, **changes)
