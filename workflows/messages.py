"""The inputs of workflows and their updates."""

from activities.common.inputs import MessageInput
from domain.base import Frozen


class Request(MessageInput):
    """A message, and the id under which its verdict is remembered."""

    id: str


class SceneInput(Frozen):
    """A take to be filmed. `has_feedback`: the scene's text is to be rewritten first."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False
