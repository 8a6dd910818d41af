"""The messages that change scenes of a job. The first three names are those of the scenes' routes."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_type_hints
from uuid import UUID

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, create_model
from pydantic_core import PydanticCustomError

from domain.base import WebUrl, Wire
from domain.brief import MAX_ASSETS
from domain.film_format import Transition
from domain.job.filming.choices import AS_USUAL
from domain.job.scene import SceneStatus
from domain.job.storyboard import Line, Paragraph, Scenario, SceneText, Seconds, ShotType

Ordinal = Annotated[int, Field(ge=1, strict=True)]

NonBlankText = Annotated[Paragraph, Field(pattern=r"\S")]
"""A paragraph that is not blank."""

NoteIds = Annotated[tuple[UUID, ...], Field(max_length=50)]
"""Open notes that are used as feedback, together with the feedback that is given."""

MAX_SCENES = 100
"""The most scenes that a job has. Every message loads them all."""

SceneNumbers = Annotated[tuple[Ordinal, ...], Field(min_length=1, max_length=MAX_SCENES)]

SceneAssets = Annotated[tuple[UUID, ...], Field(max_length=MAX_ASSETS)]


def tag(message: type[Wire], field: str) -> str:
    """Return the one value of the field that tells the message from others in a union."""
    return str(get_args(message.model_fields[field].annotation)[0])


def _in_one_sentence(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    try:
        return validate(value)
    except ValidationError:
        raise PydanticCustomError("scene_name", "give a scene's number, or its id") from None


SceneName = Annotated[int | UUID, WrapValidator(_in_one_sentence)]
"""A scene's number, or its id."""

# Every field of `SceneText`, each of which may be left out. mypy cannot see the fields of a model made at run time.
if TYPE_CHECKING:
    _OptionalText = Wire
else:
    _OptionalText = create_model(
        "_OptionalText",
        __base__=Wire,
        **{name: (kind | None, None) for name, kind in get_type_hints(SceneText, include_extras=True).items()},
    )


class SceneChanges(_OptionalText):
    """Changes of one scene. Fields that are not given stay as they are.

    `expected_revision` is the scene's revision that the client has read.
    """

    description: NonBlankText | None = None
    duration: Seconds | None = None
    assets: SceneAssets | None = None
    metadata: dict[str, Any] | None = None
    status: SceneStatus | None = None
    provider_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    video_url: WebUrl | None = None
    expected_revision: int | None = None

    def text_changes(self) -> dict[str, Any]:
        """Return the fields of the scene's text that were given. `filming` is None where all is as usual."""
        given = {name: getattr(self, name) for name in SceneText.model_fields if getattr(self, name) is not None}
        return given | {"filming": None} if given.get("filming") == AS_USUAL else given


class OneSceneMessage(Wire):
    """A message to one scene. It may name its job too, which is then checked."""

    job: UUID | None = None
    scene: SceneName


class SceneUpdated(SceneChanges, OneSceneMessage):
    """Change one scene."""

    action: Literal["scene_updated"] = "scene_updated"


class SceneRegenerate(OneSceneMessage):
    """Have one scene written again in review, or filmed again later."""

    action: Literal["scene_regenerate"] = "scene_regenerate"
    feedback: NonBlankText | None = None
    note_ids: NoteIds = ()


class SceneDeleted(OneSceneMessage):
    """Delete one scene, restorably."""

    action: Literal["scene_deleted"] = "scene_deleted"


class SceneAdded(SceneText, Wire):
    """Add a scene: behind the scene `after`, else at the end."""

    action: Literal["scene_added"] = "scene_added"
    after: SceneName | None = None
    scenario: Scenario = Scenario.SOLUTION
    description: NonBlankText
    script: Line = ""
    duration: Seconds = 4.0
    shot_type: ShotType = ShotType.MEDIUM
    transition: Transition = Transition.CUT
    assets: SceneAssets = ()
    metadata: dict[str, Any] = {}

    @property
    def text(self) -> SceneText:
        return SceneText(**{name: getattr(self, name) for name in SceneText.model_fields})


class SceneRestored(Wire):
    """Restore a deleted scene, to its number if that is free, else to the end."""

    action: Literal["scene_restored"] = "scene_restored"
    scene: UUID


class ScenesOrdered(Wire):
    """Put all active scenes in a new order; they are numbered from 1."""

    action: Literal["scenes_ordered"] = "scenes_ordered"
    scene_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MAX_SCENES)]


class TakeSelected(Wire):
    """Choose an earlier take of a scene. Costs nothing."""

    action: Literal["take_selected"] = "take_selected"
    scene: SceneName
    take: UUID


class BatchUpdate(SceneChanges):
    op: Literal["update"]
    scene: SceneName


class BatchDelete(Wire):
    op: Literal["delete"]
    scene: SceneName


class BatchRegenerate(Wire):
    op: Literal["regenerate"]
    scene: SceneName
    feedback: NonBlankText | None = None
    note_ids: NoteIds = ()


Operation = Annotated[BatchUpdate | BatchDelete | BatchRegenerate, Field(discriminator="op")]
OPERATIONS = tuple(tag(operation, "op") for operation in get_args(get_args(Operation)[0]))


class ScenesBatch(Wire):
    """Apply several changes in their order, all or none."""

    action: Literal["scenes_batch"] = "scenes_batch"
    operations: Annotated[tuple[Operation, ...], Field(min_length=1, max_length=50)]


SceneMessage = (
    SceneUpdated
    | SceneRegenerate
    | SceneDeleted
    | SceneAdded
    | SceneRestored
    | ScenesOrdered
    | TakeSelected
    | ScenesBatch
)
