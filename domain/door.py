"""How much may be ordered from one vendor, by all workers together."""

from datetime import timedelta

from domain.frozen import Frozen


class Door(Frozen):
    """At most `at_once` orders are with the vendor, and at most `count` new ones in any `window`."""

    vendor: str
    at_once: int
    count: int
    window: timedelta
