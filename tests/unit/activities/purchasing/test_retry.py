"""Writes that are repeated within an attempt."""

from datetime import timedelta

import pytest

from activities.purchasing.order_once import retry_for
from domain.errors import DatabaseUnavailable, InputRejected, Transient


class Write:
    """A write that fails with each of the errors before it succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.attempts = 0

    async def __call__(self) -> str:
        self.attempts += 1
        if self.errors:
            raise self.errors.pop(0)
        return "written"


async def test_a_write_is_repeated_until_it_succeeds() -> None:
    write = Write(DatabaseUnavailable("gone"), Transient("the bucket is busy"))

    assert await retry_for(timedelta(minutes=1))(write) == "written"
    assert write.attempts == 3


async def test_an_error_that_lasts_is_raised() -> None:
    write = Write(*[DatabaseUnavailable("gone")] * 3)

    with pytest.raises(DatabaseUnavailable):
        await retry_for(timedelta(milliseconds=1))(write)
    assert write.attempts == 2


async def test_a_permanent_error_is_raised_at_once() -> None:
    write = Write(InputRejected("too large"))

    with pytest.raises(InputRejected):
        await retry_for(timedelta(minutes=1))(write)
    assert write.attempts == 1
