"""Results and errors as JSON. What decodes files of strangers may be taken over by them: none of it is unpickled."""

import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from domain.errors import GreenlightError

_PACKAGES: Final = frozenset({"domain", "media", "tests"})
"""Whose classes an answer may name."""


class WorkError(Exception):
    """Work ended with an error that is none of Greenlight's. `kind` is the name of its class."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind


def result_as_json(result: object) -> bytes:
    """Errors: TypeError for what is neither JSON, a path, a tuple, a model nor a dataclass."""
    return json.dumps({"result": _packed(result)}).encode()


def error_as_json(error: BaseException) -> bytes:
    kind = type(error)
    ours = kind.__module__ if isinstance(error, GreenlightError) else None
    return json.dumps({"error": kind.__qualname__, "module": ours, "message": str(error)}).encode()


def from_json(answer: bytes) -> Any:
    """Return the result, or raise the error. Of classes it makes only models, dataclasses and errors that are known.

    Errors: what the work raised, WorkError for others, ValueError for what is no answer.
    """
    given = json.loads(answer)
    if not isinstance(given, dict):
        raise ValueError("no answer")
    if "error" not in given:
        return _unpacked(given.get("result"))
    message = str(given.get("message"))
    if given.get("module") is None:
        raise WorkError(str(given["error"]), message)
    raise _known(str(given["module"]), str(given["error"]), GreenlightError)(message)


def _packed(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [_packed(each) for each in value]
        case tuple():
            return {"tuple": [_packed(each) for each in value]}
        case Path():
            return {"path": str(value)}
        case BaseModel():
            return {"model": type(value).__qualname__, **_module(value), "fields": value.model_dump(mode="json")}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _packed(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"dataclass": type(value).__qualname__, **_module(value), "fields": fields}
    raise TypeError(f"{type(value).__name__} is no result that another process can send")


def _module(value: object) -> dict[str, str]:
    return {"module": type(value).__module__}


def _unpacked(value: Any) -> Any:
    match value:
        case list():
            return [_unpacked(each) for each in value]
        case {"tuple": list(items)}:
            return tuple(_unpacked(each) for each in items)
        case {"path": str(path)}:
            return Path(path)
        case {"model": str(name), "module": str(module), "fields": Mapping() as fields}:
            return _known(module, name, BaseModel).model_validate(fields)
        case {"dataclass": str(name), "module": str(module), "fields": Mapping() as fields}:
            kind = _known(module, name, object)
            if "__dataclass_fields__" not in vars(kind):
                raise ValueError(f"{name} is no dataclass")
            return kind(**{field: _unpacked(each) for field, each in fields.items()})
        case dict():
            raise ValueError("no answer")
    return value


def _known(module: str, name: str, base: type) -> Any:
    """Return a class of ours that is imported already. Errors: ValueError."""
    found = getattr(sys.modules.get(module), name, None)
    if module.split(".")[0] not in _PACKAGES or not isinstance(found, type) or not issubclass(found, base):
        raise ValueError(f"{module}.{name} is no class that may be sent")
    return found
