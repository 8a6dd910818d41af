"""The scenario that a client sends to be saved: scenes, script, and all unknown keys.

Empty texts and nulls are absent values. Scenes are numbered from 1 in the order of the numbers that they are sent with.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from domain.base import WebUrl
from domain.film_format import AspectRatio

MAX_SAVED_SCENES = 50

_SIZE = re.compile(r"\s*(\d{1,5})\s*[:x×]\s*(\d{1,5})\s*")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")

ShortText = Annotated[str, StringConstraints(max_length=500)]
LongText = Annotated[str, StringConstraints(max_length=5_000)]
Seconds = Annotated[float, Field(gt=0, le=3_600)]

DocumentError = tuple[tuple[str | int, ...], str]
"""The location of an error in the scenario, and what to change."""


class _WithUnknownKeys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_absent(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: item for name, item in value.items() if item not in ("", None)}


class DocumentScene(_WithUnknownKeys):
    """A scene as the client sent it."""

    scene_number: int
    scene_id: ShortText | None = None
    description: LongText | None = None
    duration: Seconds | None = None
    image_prompt: LongText | None = None
    visual_prompt: LongText | None = None
    product_reference_image_url: Annotated[WebUrl, StringConstraints(max_length=2_048)] | None = None
    image_reasoning: LongText | None = None
    image_url: Annotated[str, StringConstraints(max_length=2_048)] | None = None


class AudioScript(_WithUnknownKeys):
    hook: LongText | None = None
    main: LongText | None = None
    cta: LongText | None = None
    hashtags: list[ShortText] = []


class Demographics(_WithUnknownKeys):
    demographic_context: LongText | None = None


class ScenarioDocument(_WithUnknownKeys):
    """The scenario in the body of `POST /scenario/save`."""

    title: ShortText
    description: LongText | None = None
    scenes: Annotated[list[DocumentScene], Field(min_length=1, max_length=MAX_SAVED_SCENES)]
    audio_script: AudioScript = AudioScript()
    detected_demographics: Demographics = Demographics()
    total_duration: Seconds | None = None
    style: LongText | None = None
    mood: LongText | None = None
    resolution: ShortText | None = None

    @property
    def in_order(self) -> list[DocumentScene]:
        return sorted(self.scenes, key=lambda scene: scene.scene_number)

    @property
    def script(self) -> str | None:
        audio = self.audio_script
        return "\n".join(filter(None, (audio.hook, audio.main, audio.cta))) or None

    @property
    def estimated_duration(self) -> float | None:
        known = [scene.duration for scene in self.scenes if scene.duration is not None]
        return self.total_duration or sum(known) or None

    @property
    def metadata(self) -> dict[str, Any]:
        """What has no column of its own. An unknown key with the name of one of ours is kept as `given_…`."""
        people = self.detected_demographics
        ours = {
            "narrative_style": self.style,
            "mood": self.mood,
            "demographics": people.model_dump(exclude_none=True),
            "target_audience": people.demographic_context,
            "hashtags": self.audio_script.hashtags,
            "audio_script": self.audio_script.model_dump(exclude_none=True, exclude={"hashtags"}),
            "resolution": self.resolution,
        }
        unknown = self.model_extra or {}
        return ours | {f"given_{name}" if name in ours else name: item for name, item in unknown.items()}


def document_errors(scenario: ScenarioDocument) -> Iterator[DocumentError]:
    """Yield the errors that concern more than one value."""
    seen: dict[int, int] = {}
    first = min(range(len(scenario.scenes)), key=lambda at: scenario.scenes[at].scene_number)
    for at, scene in enumerate(scenario.scenes):
        earlier = seen.setdefault(scene.scene_number, at)
        if earlier != at:
            yield ("scenes", at, "scene_number"), f"{scene.scene_number} is the number of scenes[{earlier}] already"
        if at != first and scene.image_prompt is None:
            yield ("scenes", at, "image_prompt"), "required: every scene but the first gets a picture"


def scene_metadata(scene: DocumentScene, number: int) -> dict[str, Any]:
    """Return what has no column of its own: unknown keys, the number that was sent, an image URL that is replaced."""
    kept = dict(scene.model_extra or {})
    if scene.scene_number != number:
        kept["given_scene_number"] = scene.scene_number
    if number > 1 and scene.image_url is not None:
        kept["given_image_url"] = scene.image_url
    return kept


def scene_type(metadata: Mapping[str, Any], number: int, count: int) -> str:
    """Return the scene's role, as its metadata or else its position tells, in characters that a file name may have."""
    for name in ("scene_type", "type", "scenario"):
        if isinstance(value := metadata.get(name), str):
            plain = _NOT_IN_A_NAME.sub("-", value.lower())[:40].strip("-")
            if plain:
                return plain
    if number == 1:
        return "hook"
    return "cta" if number == count else "main"


def aspect_ratio(resolution: object) -> AspectRatio:
    """Return the aspect ratio that is nearest to a size such as `1080:1920`; vertical without one."""
    size = _SIZE.fullmatch(resolution) if isinstance(resolution, str) else None
    if size is None or 0 in (width := int(size[1]), height := int(size[2])):
        return AspectRatio.VERTICAL
    return min(AspectRatio, key=lambda ratio: abs(ratio.width / ratio.height - width / height))
