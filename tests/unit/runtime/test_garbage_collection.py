"""Garbage collection in a process that serves for days."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from runtime.garbage_collection import spare_what_is_loaded


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


class Thing:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_not_looked_at_again() -> None:
    loaded = Thing()

    spare_what_is_loaded()

    assert all(each is not loaded for each in gc.get_objects())


def test_what_comes_later_is_collected() -> None:
    spare_what_is_loaded()
    later = weakref.ref(Thing())

    gc.collect()

    assert later() is None
