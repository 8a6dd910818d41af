"""How a scene is to be filmed, besides its text: sound, pictures of what it shows, frames, seed."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.base import Wire
from domain.brief import MAX_ASSETS, Production

MAX_CHAIN = 2
"""The most scenes in a row that each begin where the one before ended: the picture drifts with each."""

MAX_SEED = 2**31 - 1


class SceneAudio(StrEnum):
    """What is heard in a scene besides the music."""

    OFF = "off"
    NATIVE = "native"
    """The sound that the video model makes with its clip."""
    VOICEOVER = "voiceover"


class Filming(Wire):
    """How one scene is to be filmed. What is not given is as usual.

    `audio` is `voiceover` if the film has a voice, else `off`. `references` are the pictures of what the scene is to
    show, by their assets; none of them if it is empty, and those that `production.references` says if it is null.
    `last_frame` is the asset on which the scene ends. With `chain_from_previous` it begins where the clip of the scene
    before it ends. `seed` is sent to the model instead of the take's own.
    """

    audio: SceneAudio | None = None
    references: Annotated[tuple[UUID, ...], Field(max_length=MAX_ASSETS)] | None = Field(
        default=None, description="ids of assets"
    )
    last_frame: UUID | None = Field(default=None, description="id of an asset")
    chain_from_previous: bool = False
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None


AS_USUAL = Filming()


def scene_audio(production: Production, filming: Filming | None) -> SceneAudio:
    """Return what is heard in a scene besides the music. A model's own sound is never heard unasked."""
    usual = SceneAudio.VOICEOVER if production.is_spoken else SceneAudio.OFF
    return (filming.audio if filming else None) or usual
