"""What cannot be had again is written down when that is possible again, or its loss is told."""

from datetime import timedelta

import pytest

from activities.common.retry import insist
from domain.errors import DatabaseUnavailable, InputRejected, Transient


class Page:
    """Cannot be written on so many times."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.tries = 0

    async def write(self) -> str:
        self.tries += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return "written"


async def test_it_is_tried_until_it_is_written() -> None:
    page = Page(DatabaseUnavailable("gone"), Transient("the bucket is busy"))

    assert await insist(page.write, timedelta(minutes=1)) == "written"
    assert page.tries == 3


async def test_trouble_that_lasts_is_told() -> None:
    with pytest.raises(DatabaseUnavailable):
        await insist(Page(DatabaseUnavailable("gone")).write, timedelta())


async def test_what_time_does_not_mend_is_told_at_once() -> None:
    page = Page(InputRejected("too large"))

    with pytest.raises(InputRejected):
        await insist(page.write, timedelta(minutes=1))
    assert page.tries == 1
