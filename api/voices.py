"""The choices of a voice: which provider speaks in a film, and which of its voices."""

from collections.abc import Iterator
from typing import Final

from api.http.json_request import FoundError
from domain.brief import NO_VOICE
from runtime.settings import Settings

VOICES: Final = ("local", "elevenlabs", "gemini")
VOICE_CHOICES: Final = (*VOICES, NO_VOICE)
"""What `production.voice` may be."""


def voice_errors(voice: str | None) -> Iterator[FoundError]:
    """Yield what is wrong with `production.voice`, as far as that is known without settings."""
    if voice is not None and voice not in VOICE_CHOICES:
        yield ("production", "voice"), f"there is no {voice[:50]!r}; there is {', '.join(VOICE_CHOICES)}"


def usual_voice(settings: Settings) -> tuple[str, str | None]:
    """Return the provider and the voice of films whose briefs name none."""
    return getattr(settings, "voice_provider", NO_VOICE), getattr(settings, "voice_name", None)
