"""Speech by ElevenLabs. https://elevenlabs.io/docs/overview/models, SDK elevenlabs 2.78.0.

Only the models of version 2 take the text that was said before: version 3 refuses it with a 400 `unsupported_model`
(https://github.com/pipecat-ai/pipecat/pull/4925), and of version 4 it is not documented. `eleven_multilingual_v2` takes
no language code: it tells the language by the text.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from domain.ports.speech import SpeechOrder
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.common.voice_models import VendorVoice, write_speech
from providers.vendors.elevenlabs.client import PREFIX, ElevenLabsApi

USUAL_VOICE: Final = "JBFqnCBsd6RMkjVDRZzb"
"""George, the voice of the SDK's own examples."""

_FORMAT: Final = "wav_24000"
"""As sharp as speech needs, for every plan, and without the delay that MP3 puts before the sound."""

_MULTILINGUAL: Final = "eleven_multilingual_v2"
_FLASH: Final = "eleven_flash_v2_5"
_TAKES_CONTEXT: Final = {_MULTILINGUAL, _FLASH}
_LARGEST_SEED: Final = 4_294_967_295

_LANGUAGES: Final = frozenset(
    {"en", "ja", "zh", "de", "hi", "fr", "ko", "pt", "it", "es", "id", "nl", "tr", "tl", "pl", "sv", "bg", "ro", "ar"}
    | {"cs", "el", "fi", "hr", "ms", "sk", "da", "ta", "uk", "ru"}
)
"""Of `eleven_multilingual_v2`."""

_SPOKEN: Final = {_MULTILINGUAL: _LANGUAGES, _FLASH: _LANGUAGES | {"hu", "no", "vi"}}


class ElevenLabsVoice(VendorVoice[ElevenLabsApi]):
    name = "elevenlabs"
    api_type = ElevenLabsApi
    models = (_MULTILINGUAL, _FLASH, "eleven_v3", "eleven_v4")
    model = _MULTILINGUAL

    @override
    def model_speaks(self, model: str, language: str) -> bool:
        """Newer models speak 70 languages and more."""
        return not language or language in _SPOKEN.get(model, {language})

    async def order(self, line: SpeechOrder, folder: Path) -> str:
        self.check(line)
        voice = await self.api.voice_id(line.voice or USUAL_VOICE)
        order_id, speech = await self.api.speak(voice, _given(line))
        await write_speech(folder, speech.audio_base_64, speech.words)
        return order_id or PREFIX + line.key

    async def find(self, line: SpeechOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        voice = await self.api.voice_id(line.voice or USUAL_VOICE)
        return await self.api.find(voice, line.model, line.text, line.key, asked_at)

    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        voice = await self.api.voice_id(line.voice or USUAL_VOICE)
        speech = await self.api.made(order_id, voice, line.model, line.text)
        await write_speech(folder, speech.audio_base_64, speech.words)


def _given(line: SpeechOrder) -> dict[str, Any]:
    given: dict[str, Any] = {
        "text": line.text,
        "model_id": line.model,
        "output_format": _FORMAT,
        "seed": line.seed % (_LARGEST_SEED + 1),
    }
    if line.model in _TAKES_CONTEXT and line.previous_text:
        given["previous_text"] = line.previous_text
    if line.model != _MULTILINGUAL and line.language:
        given["language_code"] = line.language
    return given
