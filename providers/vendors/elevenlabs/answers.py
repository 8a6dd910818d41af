"""ElevenLabs' answers, as far as they are used. The SDK's own models are not checked against them; these are."""

from base64 import b64decode
from typing import Annotated, Any, NamedTuple

from elevenlabs.core.api_error import ApiError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from domain.job.sound.speech import SpokenWord
from providers.common.voice_models import words_of


def _decoded(text: object) -> object:
    return b64decode(text, validate=True) if isinstance(text, str) else text


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="ignore")


class Alignment(_Answer):
    """When each character is said."""

    characters: list[str]
    character_start_times_seconds: list[float]
    character_end_times_seconds: list[float]


class Alignments(_Answer):
    alignment: Alignment | None = None


class SpeechAnswer(_Answer):
    """The sound, and when its characters are said."""

    audio_base_64: Annotated[bytes, BeforeValidator(_decoded), Field(min_length=1)]
    alignment: Alignment | None = None

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words with their times; none if they are not told, or not of all characters."""
        if self.alignment is None:
            return ()
        characters, starts = self.alignment.characters, self.alignment.character_start_times_seconds
        ends = self.alignment.character_end_times_seconds
        is_whole = len(characters) == len(starts) == len(ends)
        return words_of(zip(characters, starts, ends, strict=True)) if is_whole else ()


class Item(_Answer):
    """A speech in the history."""

    history_item_id: str
    request_id: str | None = None
    text: str | None = None
    alignments: Alignments | None = None

    def says(self, text: str) -> bool:
        """Return whether it says the text, however its words are spaced."""
        return (self.text or "").split() == text.split()


class HistoryPage(_Answer):
    history: list[Item]
    has_more: bool = False
    last_history_item_id: str | None = None


class Voice(_Answer):
    voice_id: str
    name: str | None = None


class Voices(_Answer):
    voices: list[Voice]


class Detail(NamedTuple):
    """What an error says, for programs and for people."""

    code: str
    message: str


def detail_of(error: ApiError) -> Detail:
    """Read an error: `{"detail": {code, message, …}}`, of old `{status, message}`, or a list of faults of the request.

    https://elevenlabs.io/docs/eleven-api/resources/errors
    """
    detail: Any = error.body.get("detail") if isinstance(error.body, dict) else None
    if isinstance(detail, list):
        faults = [each for each in detail if isinstance(each, dict)]
        return Detail("", "; ".join(str(fault.get("msg", "")) for fault in faults) or "a fault in the request")
    if not isinstance(detail, dict):
        return Detail("", str(detail or error.body or "no reason")[:500])
    code = str(detail.get("code") or detail.get("status") or "")
    return Detail(code, str(detail.get("message") or code))
