"""How settings say limits: so many in a while, and other limits for each vendor."""

from collections.abc import Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from runtime import values

Value = TypeVar("Value")

SaidRate = Annotated[values.Rate, BeforeValidator(values.rate)]
"""`20/minute`."""

ByVendor = Annotated[dict[str, Value], NoDecode, BeforeValidator(values.by_name)]
"""`replicate=10, runway=2`."""


def strangers(variable: str, named: Iterable[str], vendors: Iterable[str]) -> Iterator[str]:
    """One sentence for each name that is no vendor's."""
    known = ", ".join(vendors)
    for name in named:
        if name not in known.split(", "):
            yield f"{variable} limits {name}, which neither films nor draws: there is {known}."
