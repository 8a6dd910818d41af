"""What a vendor's video model can do, and what of a scene's wishes it can be asked for."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.errors import InputRejected
from domain.film_format import FilmFormat, nearest

EXACT = 1e-6
"""Seconds by which a length may be off, from computing with frames."""


class NativeAudio(StrEnum):
    """Whether a model makes sound with its clips. `optional`: if asked to; `always`: it cannot be asked not to."""

    NONE = "none"
    OPTIONAL = "optional"
    ALWAYS = "always"


class VideoCapabilities(Frozen):
    """What one model can do, according to its documentation at `source`, read on the day `as_of`.

    `seconds` are the lengths that it films and charges; empty: any. `sizes` are `width:height`, in pixels or as
    ratios; empty: any. `sizes_from_text` are those without a first frame, if they differ. `references` is how many
    reference pictures it takes, only with clips of `reference_seconds` and `reference_sizes` if these are not empty.
    `references_exclude_frames`: not together with a first or last frame. `draft` is the name of the cheap model of the
    same provider. `prompt_limit` is in characters. `unverified` says what its documentation leaves open, and which is
    therefore not used.
    """

    provider: str
    model: str
    seconds: tuple[float, ...] = ()
    sizes: tuple[str, ...] = ()
    sizes_from_text: tuple[str, ...] | None = None
    first_frame: bool = True
    first_frame_required: bool = False
    last_frame: bool = False
    references: Annotated[int, Field(ge=0)] = 0
    references_exclude_frames: bool = False
    reference_seconds: tuple[float, ...] = ()
    reference_sizes: tuple[str, ...] = ()
    audio: NativeAudio = NativeAudio.NONE
    audio_on_by_default: bool = False
    seed: bool = False
    extension: bool = False
    draft: str | None = None
    prompt_limit: int | None = None
    source: str = ""
    as_of: date
    unverified: str = ""

    @property
    def name(self) -> str:
        """The model's name in words for clients."""
        return f"{self.provider.capitalize()}'s {self.model}"

    def slot(self, seconds: float) -> float:
        """Return the shortest length that holds the seconds. Errors: InputRejected when they are too many."""
        if not self.seconds:
            return seconds
        for length in sorted(self.seconds):
            if length >= seconds - EXACT:
                return length
        raise InputRejected(
            f"{self.name} films {max(self.seconds):g} s at most and the scene is {seconds:g} s long; "
            "make the scene shorter, or split it"
        )

    def size(self, film: FilmFormat, *, from_text: bool) -> str:
        """Return the size or ratio to order: of those that it films, the film's nearest; empty if it films any."""
        sizes = self.sizes_from_text if from_text and self.sizes_from_text is not None else self.sizes
        return nearest(sizes, film) if sizes else ""

    def sounds(self, wanted: bool) -> bool:
        """Return whether its clip has sound, if that is wanted or not."""
        return self.audio is NativeAudio.ALWAYS or (wanted and self.audio is NativeAudio.OPTIONAL)


class Wish(StrEnum):
    """What a scene may wish of its model beyond words, length and size."""

    AUDIO = "audio"
    SILENCE = "silence"
    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
    REFERENCES = "references"
    SEED = "seed"


class Wishes(Frozen):
    """What a scene wishes. `audio`: native sound, `silence`: none. `references` is how many; `seed`: a
    certain one. `seconds` is the length that is ordered and `size` the one that is ordered, as the model has it."""

    audio: bool = False
    silence: bool = False
    first_frame: bool = False
    last_frame: bool = False
    references: Annotated[int, Field(ge=0)] = 0
    seed: bool = False
    seconds: float | None = None
    size: str | None = None


class Unmet(Frozen):
    """A wish that the model does not meet, and why, in words for clients.

    `is_refused`: it cannot be asked for at all, and is to be refused before anything is bought. Otherwise the scene is
    filmed without it.
    """

    wish: Wish
    reason: str
    is_refused: bool


def unmet(model: VideoCapabilities, wishes: Wishes) -> tuple[Unmet, ...]:
    """Return what of the wishes the model does not meet, in the order in which the client should know of it.

    Where references exclude frames, frames come before references.
    """
    found = [*_refused(model, wishes)]
    refused = {each.wish for each in found}
    if wishes.silence and model.audio is NativeAudio.ALWAYS:
        reason = f"{model.name} makes sound with every clip and cannot be asked not to"
        found.append(Unmet(wish=Wish.SILENCE, reason=reason, is_refused=False))
    if wishes.last_frame and Wish.LAST_FRAME not in refused and not wishes.first_frame:
        reason = f"{model.name} takes a last frame only together with a first one, and this scene has none"
        found.append(Unmet(wish=Wish.LAST_FRAME, reason=reason, is_refused=False))
    has_references = wishes.references > 0 and model.references > 0
    if has_references and (lacking := _without_references(model, wishes) or _fewer_references(model, wishes)):
        found.append(Unmet(wish=Wish.REFERENCES, reason=lacking, is_refused=False))
    return tuple(found)


def granted(model: VideoCapabilities, wishes: Wishes) -> Wishes:
    """Return the wishes without those that the model does not meet."""
    lacking = {each.wish for each in unmet(model, wishes)}
    is_without = _without_references(model, wishes) is not None
    references = 0 if is_without else min(wishes.references, model.references)
    flags = (Wish.AUDIO, Wish.SILENCE, Wish.FIRST_FRAME, Wish.LAST_FRAME, Wish.SEED)
    return wishes.model_copy(
        update={wish.value: getattr(wishes, wish.value) and wish not in lacking for wish in flags}
        | {"references": references}
    )


def whole_seconds(first: int, last: int) -> tuple[float, ...]:
    """Return the lengths of a model that films any number of whole seconds from `first` to `last`."""
    return tuple(float(second) for second in range(first, last + 1))


def _refused(model: VideoCapabilities, wishes: Wishes) -> Sequence[Unmet]:
    """Return the wishes that the model can never meet, whatever else is wished."""
    never: tuple[tuple[Wish, bool, str], ...] = (
        (Wish.AUDIO, wishes.audio and model.audio is NativeAudio.NONE, "makes no sound"),
        (Wish.FIRST_FRAME, wishes.first_frame and not model.first_frame, "takes no first frame"),
        (
            Wish.FIRST_FRAME,
            not wishes.first_frame and model.first_frame_required,
            "begins from a picture and this scene has none; give it one, or film with another model",
        ),
        (Wish.LAST_FRAME, wishes.last_frame and not model.last_frame, "takes no last frame"),
        (Wish.REFERENCES, wishes.references > 0 and model.references == 0, "takes no reference pictures"),
        (Wish.SEED, wishes.seed and not model.seed, "takes no seed"),
    )
    return [Unmet(wish=wish, reason=f"{model.name} {words}", is_refused=True) for wish, is_so, words in never if is_so]


def _without_references(model: VideoCapabilities, wishes: Wishes) -> str | None:
    """Return why the references are left out, though the model takes some; None if they are not.

    Length and size come first: where they are the reason, a still is drawn, and the scene begins from a frame as well.
    """
    if model.reference_seconds and wishes.seconds is not None and wishes.seconds not in model.reference_seconds:
        lengths = " or ".join(f"{each:g}" for each in model.reference_seconds)
        return f"{model.name} takes reference pictures only with clips of {lengths} s"
    if model.reference_sizes and wishes.size is not None and wishes.size not in model.reference_sizes:
        return f"{model.name} takes reference pictures only with films of {' or '.join(model.reference_sizes)}"
    if model.references_exclude_frames and wishes.first_frame:
        return f"{model.name} takes either reference pictures or frames, and the scene begins from a frame"
    return None


def _fewer_references(model: VideoCapabilities, wishes: Wishes) -> str | None:
    """Return why only some of the references are sent; None if all are."""
    if wishes.references <= model.references:
        return None
    most = f"{model.name} takes {model.references} reference pictures at most"
    return f"{most} and the scene has {wishes.references}; it gets the first {model.references}"
