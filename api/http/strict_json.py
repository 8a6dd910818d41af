"""JSON taken at its word: `"30"` is no number and `"yes"` no truth."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

Location = tuple[str | int, ...]
Fault = tuple[Location, str]
"""Where in the value, and what to change."""


def strictly(kind: Any, *checks: Callable[[Any], Iterable[Fault]]) -> WrapValidator:
    """Validates what was JSON as strict JSON, then asks each check what else is wrong with it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def validate(value: Any, _: object) -> Any:
        valid = adapter.validate_json(json.dumps(value), strict=True)
        raise_all(fault for check in checks for fault in check(valid))
        return valid

    return WrapValidator(validate)


def raise_all(faults: Iterable[Fault]) -> None:
    """Errors: ValidationError, when there is a fault."""
    details = [
        InitErrorDetails(type=PydanticCustomError("refused", "{why}", {"why": why}), loc=where, input=None)
        for where, why in faults
    ]
    if details:
        raise ValidationError.from_exception_data("value", details)
