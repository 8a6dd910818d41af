"""Validate JSON bodies strictly: a string is not a number, and `"yes"` is not true."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

Location = tuple[str | int, ...]
FoundError = tuple[Location, str]
"""Where in the value, and what to change."""


def strictly(kind: Any, *checks: Callable[[Any], Iterable[FoundError]]) -> WrapValidator:
    """Validate a value as strict JSON of that type, then report what each check finds in it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def validate(value: Any, _: object) -> Any:
        valid = adapter.validate_json(json.dumps(value), strict=True)
        raise_found(found for check in checks for found in check(valid))
        return valid

    return WrapValidator(validate)


def raise_found(errors: Iterable[FoundError]) -> None:
    """Raise ValidationError with all of them, if there are any."""
    details = [
        InitErrorDetails(type=PydanticCustomError("refused", "{why}", {"why": why}), loc=where, input=None)
        for where, why in errors
    ]
    if details:
        raise ValidationError.from_exception_data("value", details)
