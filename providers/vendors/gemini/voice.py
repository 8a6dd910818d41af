"""Speech by Gemini's generateContent. https://ai.google.dev/gemini-api/docs/speech-generation, google-genai 3.4.0.

The models of version 3.8 speak the text word for word, tell its language by themselves, and answer with a WAV file;
older ones answer with bare samples, whose rate is in their media type. They tell no times, and a seed is not
documented. Nothing that was said can be had again.
"""

import io
import re
import wave
from datetime import datetime
from pathlib import Path
from typing import Final

from google.genai import types

from domain.errors import InputRejected, OutcomeUnknown, TakeLost
from domain.ports.speech import SpeechOrder
from domain.ports.video_and_image import CannotSay
from providers.common.voice_models import VendorVoice, write_speech
from providers.vendors.gemini.client import GeminiApi, candidate_of, data_of, read_body, reason_of

USUAL_VOICE: Final = "Kore"

_USUAL_RATE: Final = 24_000
_RATE: Final = re.compile(r"rate=(\d+)")


class GeminiVoice(VendorVoice[GeminiApi]):
    name = "gemini"
    api_type = GeminiApi
    models = ("gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts")
    model = models[0]

    async def order(self, line: SpeechOrder, folder: Path) -> str:
        self.check(line)
        with self.api.ordering():
            answer = await self.api.order_client.models.generate_content(
                model=line.model, contents=line.text, config=_config(line)
            )
            sound = _sound(answer)
        await write_speech(folder, sound)
        return f"{self.name}-{line.key}"

    async def find(self, _line: SpeechOrder, _asked_at: datetime) -> CannotSay:
        return CannotSay()

    async def collect(self, order_id: str, _line: SpeechOrder, _folder: Path) -> None:
        raise TakeLost(
            f"Gemini answers with the speech itself and keeps none: {order_id} is gone; speak the line again"
        )


def _config(line: SpeechOrder) -> types.GenerateContentConfig:
    voice = types.VoiceConfig(voice=line.voice or USUAL_VOICE)
    return types.GenerateContentConfig(
        response_modalities=["AUDIO"],
        should_return_http_response=True,
        speech_config=types.SpeechConfig(voice_config=voice),
    )


def _sound(answer: types.GenerateContentResponse) -> bytes:
    """Return the speech as a file. Errors: ValueError when it cannot be read, InputRejected, AccountProblem."""
    candidate = candidate_of(read_body(answer), "line")
    if candidate is None:
        raise OutcomeUnknown("Gemini answered nothing")
    made = data_of(candidate)
    if made is None or made.data is None:
        raise InputRejected(f"Gemini did not speak this line: {reason_of(candidate)}")
    if candidate.finish_reason not in (types.FinishReason.STOP, None):
        raise InputRejected(f"Gemini stopped in the middle of this line: {reason_of(candidate)}")
    return made.data if made.data.startswith(b"RIFF") else _as_file(made.data, made.mime_type or "")


def _as_file(samples: bytes, media_type: str) -> bytes:
    """Return samples of 16 bits, as `audio/l16; rate=24000` has them here, as a WAV file."""
    rate, target = _RATE.search(media_type), io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setparams((1, 2, int(rate[1]) if rate else _USUAL_RATE, 0, "NONE", "not compressed"))
        file.writeframes(samples)
    return target.getvalue()
