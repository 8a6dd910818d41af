"""What may be said to a job. HTTP, signals and the command line all speak these words (spec §1)."""

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from domain.base import Wire
from domain.brief import MaxCost
from domain.errors import Invalid
from domain.job.model import SceneStatus
from domain.rules.scene_messages import (
    BatchDelete,
    BatchRegenerate,
    BatchUpdate,
    Operation,
    SceneMessage,
    SceneRegenerate,
    ScenesBatch,
    SceneUpdated,
)

Feedback = Annotated[str, StringConstraints(max_length=5_000, pattern=r"\S")]
Revision = Annotated[int, Field(ge=1, strict=True)]
SceneNumber = Annotated[int, Field(ge=1, strict=True)]


class ApproveStoryboard(Wire):
    """Film what is on the table; another revision than the named one is refused."""

    action: Literal["approve_storyboard"] = "approve_storyboard"
    storyboard_revision: Revision | None = None


class RejectStoryboard(Wire):
    """Send the storyboard back with a reason; a new revision answers it."""

    action: Literal["reject_storyboard"] = "reject_storyboard"
    feedback: Feedback
    storyboard_revision: Revision | None = None


class RegenerateAllScenes(Wire):
    """Another draft of the whole storyboard."""

    action: Literal["regenerate_all_scenes"] = "regenerate_all_scenes"
    feedback: Feedback | None = None


class RegenerateScene(Wire):
    """In review another text for one scene, after filming another take of it."""

    action: Literal["regenerate_scene"] = "regenerate_scene"
    scene_number: SceneNumber
    feedback: Feedback | None = None


class RetryFailedScenes(Wire):
    """A new take for each failed scene, or another try at cutting."""

    action: Literal["retry_failed_scenes"] = "retry_failed_scenes"


class FinishWithoutFailed(Wire):
    """Leave the failed scenes out, restorably, and cut."""

    action: Literal["finish_without_failed"] = "finish_without_failed"


class Cancel(Wire):
    """Stop, cancel what is ordered, release what is held."""

    action: Literal["cancel"] = "cancel"


Action = (
    ApproveStoryboard
    | RejectStoryboard
    | RegenerateAllScenes
    | RegenerateScene
    | RetryFailedScenes
    | FinishWithoutFailed
    | Cancel
)


class DeleteJob(Wire):
    """Cancel if running, and hide."""

    action: Literal["delete"] = "delete"


class RestoreJob(Wire):
    """Show a hidden job again."""

    action: Literal["restore"] = "restore"


class SetBudget(Wire):
    """Another limit for what the job may cost, in US dollars; null lifts it."""

    action: Literal["set_budget"] = "set_budget"
    max_cost: MaxCost | None


Message = Action | DeleteJob | RestoreJob | SetBudget | SceneMessage


def asks_for_regeneration(message: Message | None) -> bool:
    """Whether it is one of those whose number REGENERATE_RATE limits."""
    match message:
        case RegenerateScene() | SceneRegenerate():
            return True
        case SceneUpdated(status=status):
            return status is SceneStatus.PENDING
        case ScenesBatch(operations=operations):
            return any(_regenerates(operation) for operation in operations)
        case _:
            return False


def _regenerates(operation: Operation) -> bool:
    match operation:
        case BatchUpdate(status=status):
            return status is SceneStatus.PENDING
        case BatchRegenerate():
            return True
        case BatchDelete():
            return False


_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="action")])


def parse_message(name: str, fields: dict[str, Any]) -> Message:
    """The message called `name`. Errors: Invalid, naming the field and what it should be."""
    if "\\u0000" in json.dumps(fields, default=str):
        raise Invalid("a text contains a NUL character, which cannot be stored; leave it out")
    try:
        return _MESSAGE.validate_python({**fields, "action": name})
    except ValidationError as error:
        raise Invalid("; ".join(_sentence(fault["loc"], fault["msg"]) for fault in error.errors())) from None


def _sentence(where: tuple[int | str, ...], what: str) -> str:
    """The union's tag leads each location and says nothing to a person."""
    path = ".".join(str(part) for part in where[1:])
    return f"{path}: {what}" if path else what
