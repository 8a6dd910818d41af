"""What was left out of a take or a film that is finished all the same, because it could not be used."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen


class Ingredient(StrEnum):
    """An ingredient without which a take or a film is still worth having."""

    PICTURE = "picture"
    CAPTIONS = "captions"
    SOUND = "sound"
    """The sound of a scene's clip."""
    CHAIN = "chain"
    """The beginning where the scene before ended."""
    FIRST_FRAME = "first_frame"
    """The picture that was chosen for it to begin from."""
    SEED = "seed"
    SILENCE = "silence"
    LAST_FRAME = "last_frame"
    """The picture on which the scene was to end."""
    REFERENCES = "references"
    """The pictures of what the scene was to show."""
    MUSIC = "music"
    VOICE = "voice"
    """A line of the voice-over."""
    LOGO = "logo"
    END_CARD = "end_card"
    CREDENTIALS = "credentials"
    """The signature in the film's file."""
    LABEL = "label"
    """The words in the film's corner that say that AI made it."""


class LeftOut(Frozen):
    """An ingredient that was left out, and why, in words for clients. `asset` is the job's asset that it is, if any."""

    what: Ingredient
    reason: str
    asset: UUID | None = None


def each_once(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Return each ingredient that was left out once, with the reason that was given first."""
    first = {(each.what, each.asset): each for each in reversed(left_out)}
    return tuple(reversed(first.values()))
