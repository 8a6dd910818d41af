"""What our own code says to a workflow, and how a workflow starts."""

from datetime import datetime
from typing import Any

from domain.base import Frozen


class Request(Frozen):
    """A message with the id under which its verdict is kept. Later than `expires_at` it is refused and forgotten."""

    id: str
    name: str
    fields: dict[str, Any] = {}
    expires_at: datetime | None = None


class SceneInput(Frozen):
    """What a SceneWorkflow is told. `has_feedback`: the scene's text is to be rewritten before it is filmed."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False
