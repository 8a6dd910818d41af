"""A scenario that somebody saves: its scenes, its script, and everything else that its author wrote (spec §5).

Unknown keys are kept, empty texts and nulls are absent values, and scenes count 1 to n in the order of their numbers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from domain.base import WebUrl
from domain.film_format import AspectRatio

MAX_SAVED_SCENES = 50
MAX_LINE = 5_000

_SIZE = re.compile(r"\s*(\d{1,5})\s*[:x×]\s*(\d{1,5})\s*")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")

Short = Annotated[str, StringConstraints(max_length=500)]
Line = Annotated[str, StringConstraints(max_length=MAX_LINE)]
Address = Annotated[str, StringConstraints(max_length=2_048)]
Seconds = Annotated[float, Field(gt=0, le=3_600)]

DocumentError = tuple[tuple[str | int, ...], str]
"""Where in the scenario, and what to change."""


class _Open(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_absent(cls, value: Any) -> Any:
        return (
            {name: item for name, item in value.items() if item not in ("", None)} if isinstance(value, dict) else value
        )

    @property
    def unknown(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class DocumentScene(_Open):
    """A scene as its author wrote it."""

    scene_number: int
    scene_id: Short | None = None
    description: Line | None = None
    duration: Seconds | None = None
    image_prompt: Line | None = None
    visual_prompt: Line | None = None
    product_reference_image_url: Annotated[WebUrl, StringConstraints(max_length=2_048)] | None = None
    image_reasoning: Line | None = None
    image_url: Address | None = None


class AudioScript(_Open):
    hook: Line | None = None
    main: Line | None = None
    cta: Line | None = None
    hashtags: list[Short] = []


class Demographics(_Open):
    demographic_context: Line | None = None


class ScenarioDocument(_Open):
    """What `POST /scenario/save` is given."""

    title: Short
    description: Line | None = None
    scenes: Annotated[list[DocumentScene], Field(min_length=1, max_length=MAX_SAVED_SCENES)]
    audio_script: AudioScript = AudioScript()
    detected_demographics: Demographics = Demographics()
    total_duration: Seconds | None = None
    style: Line | None = None
    mood: Line | None = None
    resolution: Short | None = None

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
        """What has no column of its own. An unknown key that is called as one of ours is kept as `given_…`."""
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
        return ours | {f"given_{name}" if name in ours else name: item for name, item in self.unknown.items()}


def document_errors(scenario: ScenarioDocument) -> Iterator[DocumentError]:
    """What no single value can tell."""
    seen: dict[int, int] = {}
    first = min(range(len(scenario.scenes)), key=lambda at: scenario.scenes[at].scene_number)
    for at, scene in enumerate(scenario.scenes):
        earlier = seen.setdefault(scene.scene_number, at)
        if earlier != at:
            yield ("scenes", at, "scene_number"), f"{scene.scene_number} is the number of scenes[{earlier}] already"
        if at != first and scene.image_prompt is None:
            yield ("scenes", at, "image_prompt"), "required: every scene but the first gets a picture"


def scene_metadata(scene: DocumentScene, number: int) -> dict[str, Any]:
    """What has no column of its own: unknown keys, its author's number, and a picture that is drawn anew."""
    kept = dict(scene.unknown)
    if scene.scene_number != number:
        kept["given_scene_number"] = scene.scene_number
    if number > 1 and scene.image_url is not None:
        kept["given_image_url"] = scene.image_url
    return kept


def scene_type(metadata: Mapping[str, Any], number: int, count: int) -> str:
    """The part that the scene plays, as its author or else its place tells; fit for a file's name."""
    for name in ("scene_type", "type", "scenario"):
        if isinstance(said := metadata.get(name), str):
            plain = _NOT_IN_A_NAME.sub("-", said.lower())[:40].strip("-")
            if plain:
                return plain
    if number == 1:
        return "hook"
    return "cta" if number == count else "main"


def aspect_ratio(resolution: object) -> AspectRatio:
    """The film's shape that is nearest to `1080:1920` or the like; upright when nothing is said."""
    said = _SIZE.fullmatch(resolution) if isinstance(resolution, str) else None
    if said is None or 0 in (width := int(said[1]), height := int(said[2])):
        return AspectRatio.VERTICAL
    return min(AspectRatio, key=lambda ratio: abs(_shape(ratio) - width / height))


def _shape(ratio: AspectRatio) -> float:
    across, down = ratio.split(":")
    return int(across) / int(down)
