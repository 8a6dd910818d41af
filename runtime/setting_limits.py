"""How settings say limits: so many in a while, and other limits for each vendor."""

from collections.abc import Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from runtime import setting_types

Value = TypeVar("Value")

SaidRate = Annotated[setting_types.Rate, BeforeValidator(setting_types.rate)]
"""`20/minute`."""

ByVendor = Annotated[dict[str, Value], NoDecode, BeforeValidator(setting_types.by_name)]
"""`replicate=10, runway=2`."""


def unknown_vendors(variable: str, named: Iterable[str], vendors: Iterable[str]) -> Iterator[str]:
    """One sentence for each name that is no vendor's."""
    known = ", ".join(vendors)
    for name in named:
        if name not in known.split(", "):
            yield f"{variable} limits {name}, which neither films nor draws: there is {known}."
