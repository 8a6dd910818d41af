"""What our own code says to a workflow, and how a workflow starts."""

from activities.common.inputs import MessageInput
from domain.base import Frozen


class Request(MessageInput):
    """A message, and the id under which its verdict is kept."""

    id: str


class SceneInput(Frozen):
    """What a SceneWorkflow is told. `has_feedback`: the scene's text is to be rewritten before it is filmed."""

    job: str
    take: str
    queue: str
    has_feedback: bool = False
