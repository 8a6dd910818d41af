"""Format JSON so that a difference of two versions is easy to read: a value that fits on one line is on one line."""

import json
from typing import Any

_WIDTH = 118


def readable(value: Any, indent: int = 0, before: int = 0) -> str:
    """Return the value as JSON. Its first line follows `before` characters on the same line."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or indent + before + len(line) <= _WIDTH:
        return line
    inner = " " * (indent + 1)
    if isinstance(value, dict):
        names = [(json.dumps(name, ensure_ascii=False) + ": ", item) for name, item in value.items()]
        parts = [f"{inner}{name}{readable(item, indent + 1, len(name))}" for name, item in names]
        return "{\n" + ",\n".join(parts) + f"\n{' ' * indent}}}"
    parts = [f"{inner}{readable(item, indent + 1)}" for item in value]
    return "[\n" + ",\n".join(parts) + f"\n{' ' * indent}]"
