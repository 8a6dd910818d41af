"""What a signal carries that was sent by name, from the Temporal Web UI or command line."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue

# The messages to a scene may also be sent as a list of values, in this order.
_FIELDS_BY_POSITION = {
    "scene_updated": ("job", "scene", "status"),
    "scene_regenerate": ("job", "scene"),
    "scene_deleted": ("job", "scene"),
}


def signal_fields(name: str, args: Sequence[RawValue]) -> dict[str, Any]:
    """Return a signal's fields: its one object, or several values by position. Another value becomes a field, which
    the refusal then names."""
    values = [workflow.payload_converter().from_payload(arg.payload) for arg in args]
    names = _FIELDS_BY_POSITION.get(name, ())
    if 1 < len(values) <= len(names):
        return dict(zip(names, values, strict=False))
    value = values[0] if values else None
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"payload": value}
