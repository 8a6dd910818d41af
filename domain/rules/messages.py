"""The messages that change a job, as HTTP, signals and the command line send them."""

import json
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import Field, PlainSerializer, TypeAdapter, ValidationError, WithJsonSchema

from domain.base import DOLLARS_SCHEMA, Wire
from domain.brief import (
    AiLabel,
    Captions,
    CaptionStyle,
    EndCardChoice,
    Fallback,
    LogoPlacement,
    MaxCost,
    MusicChoice,
    Name,
    ReferenceChoice,
)
from domain.errors import Invalid
from domain.job.scene import SceneStatus
from domain.rules.assets.asset_messages import AssetMessage
from domain.rules.purchases.first_frame_messages import ChooseFirstFrame, DrawFirstFrames
from domain.rules.scenes.scene_messages import (
    BatchRegenerate,
    NonBlankText,
    NoteIds,
    Ordinal,
    SceneChanges,
    SceneMessage,
    SceneNumbers,
    SceneRegenerate,
    ScenesBatch,
    tag,
)

Amount = Annotated[
    Decimal,
    Field(ge=0, lt=10**8),
    PlainSerializer(float, when_used="json-unless-none"),
    WithJsonSchema(DOLLARS_SCHEMA, mode="validation"),
]


class ApproveStoryboard(Wire):
    """Film the current storyboard. Refused if `storyboard_revision` names another one.

    `amount` is what the estimate said, in US dollars: refused if it says another one now.
    """

    action: Literal["approve_storyboard"] = "approve_storyboard"
    storyboard_revision: Ordinal | None = None
    amount: Amount | None = None


class RejectStoryboard(Wire):
    """Reject the storyboard with feedback, and have the next revision written."""

    action: Literal["reject_storyboard"] = "reject_storyboard"
    feedback: NonBlankText
    note_ids: NoteIds = ()
    storyboard_revision: Ordinal | None = None


class RegenerateAllScenes(Wire):
    """Have the whole storyboard written again."""

    action: Literal["regenerate_all_scenes"] = "regenerate_all_scenes"
    feedback: NonBlankText | None = None
    note_ids: NoteIds = ()


class RegenerateScene(Wire):
    """Have one scene written again in review, or filmed again later."""

    action: Literal["regenerate_scene"] = "regenerate_scene"
    scene_number: Ordinal
    feedback: NonBlankText | None = None
    note_ids: NoteIds = ()


class RetryFailedScenes(Wire):
    """Add a take to each failed scene, or try cutting again."""

    action: Literal["retry_failed_scenes"] = "retry_failed_scenes"


class RetrySpeech(Wire):
    """Have the voice-over of a scene spoken again, or of all scenes where that failed. The film is cut again."""

    action: Literal["retry_speech"] = "retry_speech"
    scene_number: Ordinal | None = None


class FinishScenes(Wire):
    """Make drafts final: have these scenes, or all that are drafts, filmed by the job's model itself."""

    action: Literal["finish_scenes"] = "finish_scenes"
    scene_numbers: SceneNumbers | None = None


class FinishWithoutFailed(Wire):
    """Delete the failed scenes, restorably, and cut the film."""

    action: Literal["finish_without_failed"] = "finish_without_failed"


class Cancel(Wire):
    """Cancel the job, and its orders at vendors."""

    action: Literal["cancel"] = "cancel"


Action = (
    ApproveStoryboard
    | RejectStoryboard
    | RegenerateAllScenes
    | RegenerateScene
    | DrawFirstFrames
    | ChooseFirstFrame
    | RetryFailedScenes
    | RetrySpeech
    | FinishScenes
    | FinishWithoutFailed
    | Cancel
)

ACTIONS = tuple(tag(action, "action") for action in get_args(Action))
"""The names of the actions."""


class DeleteJob(Wire):
    """Cancel the job if it runs, and hide it."""

    action: Literal["delete"] = "delete"


class RestoreJob(Wire):
    """Show a deleted job again."""

    action: Literal["restore"] = "restore"


class SetBudget(Wire):
    """Set what the job may cost, in US dollars; null means no limit."""

    action: Literal["set_budget"] = "set_budget"
    max_cost: MaxCost | None


class BudgetRaised(Wire):
    """Try again what was not ordered for lack of budget: the job's client may spend more."""

    action: Literal["budget_raised"] = "budget_raised"


class SetAiLabel(Wire):
    """Set whether the film says, for all to see, that AI made it. It is cut again, and nothing is filmed."""

    action: Literal["set_ai_label"] = "set_ai_label"
    ai_label: AiLabel


class SetProduction(Wire):
    """Set what is added to the film's footage, and how scenes are filmed from then on; what is not given stays as it
    is. The film is cut again if it becomes another, and nothing is filmed. A `voice_name` of null is the usual voice,
    and so is none that is given with another `voice`. `draft` can be set until the storyboard is approved."""

    action: Literal["set_production"] = "set_production"
    voice: Name | None = None
    voice_name: Name | None = None
    captions: Captions | None = None
    caption_style: CaptionStyle | None = None
    music: MusicChoice | None = None
    logo: LogoPlacement | None = None
    end_card: EndCardChoice | None = None
    references: ReferenceChoice | None = None
    draft: bool | None = None
    fallback: Fallback | None = None


Message = (
    Action
    | DeleteJob
    | RestoreJob
    | SetBudget
    | BudgetRaised
    | SetAiLabel
    | SetProduction
    | AssetMessage
    | SceneMessage
)


def asks_for_regeneration(message: Message | None) -> bool:
    """Return whether the message, or an operation of it, regenerates a scene. REGENERATE_RATE limits those."""
    return any(
        isinstance(part, RegenerateScene | SceneRegenerate | BatchRegenerate)
        or (isinstance(part, SceneChanges) and part.status is SceneStatus.PENDING)
        for part in (message.operations if isinstance(message, ScenesBatch) else [message])
    )


def notes_named_by(message: Message) -> list[UUID]:
    """Return the ids of the notes that the message, or an operation of it, uses as feedback."""
    parts = message.operations if isinstance(message, ScenesBatch) else [message]
    return [note for part in parts for note in getattr(part, "note_ids", ())]


_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="action")])


def parse_message(name: str, fields: dict[str, Any]) -> Message:
    """Return the message called `name`. Errors: Invalid, naming the field and what it should be."""
    if "\\u0000" in json.dumps(fields, default=str):
        raise Invalid("a text contains a NUL character, which cannot be stored; leave it out")
    try:
        return _MESSAGE.validate_python({**fields, "action": name})
    except ValidationError as error:
        # The first part of each location is the union's tag.
        faults = ((".".join(map(str, each["loc"][1:])), each["msg"]) for each in error.errors())
        raise Invalid("; ".join(f"{path}: {what}" if path else what for path, what in faults)) from None
