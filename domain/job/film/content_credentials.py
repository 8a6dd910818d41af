"""What a film says in its own file of where it comes from (C2PA), and who signed it."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.base import Frozen, Wire


class SourceType(StrEnum):
    """How a film was made, in the terms of IPTC: http://cv.iptc.org/newscodes/digitalsourcetype/ (of 2024-10-23)."""

    GENERATED = "trainedAlgorithmicMedia"
    """By generative AI."""

    PARTLY_GENERATED = "compositeSynthetic"
    """A composite of several elements, at least one of which is by generative AI."""

    COMPOSITE = "composite"
    """A composite of several elements, any of which may or may not be by generative AI: what clients supplied."""

    DRAWN = "algorithmicMedia"
    """Purely by an algorithm that is not based on sampled training data: our renderer, without a picture."""

    @property
    def uri(self) -> str:
        return f"http://cv.iptc.org/newscodes/digitalsourcetype/{self}"


class PublicTake(Frozen):
    """What a film says of one of its takes. `sha256` is of the clip as its vendor delivered it."""

    take_id: UUID
    vendor: str
    model: str
    sha256: str | None


class FilmClaim(Frozen):
    """What a film says of itself. Whoever has the film reads it, so it holds no words of the brief, no client, prompt,
    order or price."""

    job_id: UUID
    film_id: UUID
    source_type: SourceType
    takes: tuple[PublicTake, ...]


class ContentCredentials(Wire):
    """Whether a film is signed, and by whom. `selfSigned`: by a certificate that Greenlight has made for itself, for
    which no authority vouches. `error` says why it is not signed."""

    signed: bool
    signer: str | None = None
    self_signed: bool | None = None
    error: str | None = None

    @classmethod
    def none(cls, error: str) -> Self:
        return cls(signed=False, error=error)
