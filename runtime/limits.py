"""How settings say limits: so many in a while, and other limits for each vendor."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from domain.frozen import Frozen

Value = TypeVar("Value")

_RATE = re.compile(r"([1-9]\d*)\s*/\s*(second|minute|hour|day)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


class Rate(Frozen):
    """At most `count` in any `seconds`."""

    count: Annotated[int, Field(ge=1)]
    seconds: int


def _rate(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _RATE.fullmatch(value.strip().lower())
    if match is None:
        raise ValueError("write a number and a unit of time, such as 20/minute")
    return Rate(count=int(match[1]), seconds=_SECONDS[match[2]])


def _by_vendor(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [item.partition("=") for item in value.split(",") if item.strip()]
    if not all(name.strip() and said.strip() for name, _, said in pairs):
        raise ValueError("write vendor=limit, with commas between them")
    return {name.strip().lower(): said.strip() for name, _, said in pairs}


SaidRate = Annotated[Rate, BeforeValidator(_rate)]
"""`20/minute`."""

ByVendor = Annotated[dict[str, Value], NoDecode, BeforeValidator(_by_vendor)]
"""`replicate=10, runway=2`."""


def strangers(variable: str, named: Iterable[str], vendors: Iterable[str]) -> Iterator[str]:
    """One sentence for each name that is no vendor's."""
    known = ", ".join(vendors)
    for name in named:
        if name not in known.split(", "):
            yield f"{variable} limits {name}, which films nothing: there is {known}."
