"""A request for a review."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.job.model import evolve
from domain.ports.messenger import ReviewRequest
from domain.review_link import Permission

URL = "https://review.example.com/r/8b0JmXcPzvWq3T1nYk5uR2sLdE7fGhAaQxI9oVwBtM4"


def review_request(**changes: Any) -> ReviewRequest:
    request = ReviewRequest(
        id=UUID("019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"),
        product="Morning Tea",
        revision=2,
        scenes=5,
        seconds=20.0,
        show_cost=True,
        estimate=Decimal("2.4"),
        permission=Permission.APPROVE,
        url=URL,
    )
    return evolve(request, **changes)
