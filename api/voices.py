"""Who may speak in a film."""

from collections.abc import Iterator
from typing import Final

from api.http.json_request import FoundError
from domain.brief import NO_VOICE
from providers.registry import VOICES

VOICE_CHOICES: Final = (*VOICES, NO_VOICE)
"""What `production.voice` may be."""


def voice_errors(voice: str | None) -> Iterator[FoundError]:
    """Yield what is wrong with `production.voice`, as far as that is known without settings."""
    if voice is not None and voice not in VOICE_CHOICES:
        yield ("production", "voice"), f"there is no {voice[:50]!r}; there is {', '.join(VOICE_CHOICES)}"
