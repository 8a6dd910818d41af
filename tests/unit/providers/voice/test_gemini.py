"""Gemini's own requests and answers for speech."""

import wave
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import AccountProblem, GreenlightError, InputRejected, NotAccepted, OutcomeUnknown, TakeLost
from domain.ports.speech import SOUND, WORDS
from domain.ports.video_and_image import CannotSay
from providers.common.voice_models import VendorVoice
from tests.simulators.film import Order, serving
from tests.simulators.gemini import knows_no_such_key, limits_in_the_body, needs_billing, quota_is_used_up
from tests.simulators.gemini_images import blocked, says, stopped
from tests.simulators.gemini_voices import GeminiVoices
from tests.simulators.language import Answer, as_json
from tests.unit.providers.adapters import body_of, voice_at
from tests.unit.providers.voice.lines import ASKED_AT, line, unsaid

Voice = VendorVoice[Any]


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[GeminiVoices]:
    made = tmp_path / "made"
    made.write_bytes(b"RIFF" + bytes(4_800))
    async with serving(GeminiVoices(picture=made)) as simulated:
        assert isinstance(simulated, GeminiVoices)
        yield simulated


@pytest.fixture
def voice(vendor: GeminiVoices) -> Voice:
    return voice_at(vendor)


async def test_a_line_is_ordered_word_for_word(voice: Voice, vendor: GeminiVoices, tmp_path: Path) -> None:
    await voice.order(line(voice.model, previous_text="Good morning.", voice="Puck"), tmp_path)

    assert body_of(vendor) == {
        "model": "gemini-3.8-flash-tts",
        "contents": [{"parts": [{"text": "Slow mornings, finally."}], "role": "user"}],
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "speechConfig": {"voice_config": {"voice": "Puck"}},
        },
    }
    assert not (tmp_path / WORDS).exists()


async def test_bare_samples_become_a_file(voice: Voice, vendor: GeminiVoices, tmp_path: Path) -> None:
    vendor.media_type = "audio/l16; rate=16000; channels=1"
    assert vendor._picture is not None
    vendor._picture.write_bytes(bytes(3_200))

    await voice.order(line(voice.model), tmp_path)

    with wave.open(str(tmp_path / SOUND), "rb") as sound:
        assert (sound.getframerate(), sound.getnframes(), sound.getnchannels()) == (16_000, 1_600, 1)


async def test_half_a_line_is_no_line(voice: Voice, vendor: GeminiVoices, tmp_path: Path) -> None:
    half = vendor.says_it(Order("1", "", {}, 0, vendor.scripts[""]), finish="OTHER")
    vendor.scripts.clear()
    vendor.faults["order"].append(as_json(half))

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, InputRejected)
    assert error.message == "Gemini stopped in the middle of this line: OTHER"


ACCOUNT, WAIT, INPUT, UNKNOWN = AccountProblem, NotAccepted, InputRejected, OutcomeUnknown

ANSWERS: list[tuple[str, Answer, type[GreenlightError]]] = [
    ("a key that is not valid", knows_no_such_key(), ACCOUNT),
    ("no billing", needs_billing(), ACCOUNT),
    ("the quota of the day", quota_is_used_up("GenerateRequestsPerDayPerProjectPerModel"), ACCOUNT),
    ("the quota of the minute", quota_is_used_up("GenerateRequestsPerMinutePerProjectPerModel"), WAIT),
    ("the prompt is blocked", as_json(blocked("no")), INPUT),
    ("prohibited", as_json(stopped("PROHIBITED_CONTENT", "no")), INPUT),
    ("words in place of speech", as_json(says("no")), INPUT),
    ("account disabled", as_json(stopped("PUP_LIMITED_DISABLED", "no")), ACCOUNT),
    ("nothing at all", as_json({"candidates": []}), UNKNOWN),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in ANSWERS])
async def test_googles_own_errors_are_understood(
    voice: Voice, vendor: GeminiVoices, tmp_path: Path, answer: Answer, kind: type[GreenlightError]
) -> None:
    vendor.faults["refuse"].append(answer)

    assert type(await unsaid(voice, tmp_path)) is kind
    assert vendor.calls["order"] == 1


async def test_the_retry_delay_may_be_in_the_body(voice: Voice, vendor: GeminiVoices, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(limits_in_the_body(34.5))

    assert (await unsaid(voice, tmp_path)).retry_after == timedelta(seconds=34.5)


async def test_a_lost_reply_cannot_be_had_again(voice: Voice, tmp_path: Path) -> None:
    assert await voice.find(line(voice.model), ASKED_AT) == CannotSay()
    with pytest.raises(TakeLost, match="keeps none"):
        await voice.collect("gemini-1", line(voice.model), tmp_path)


def test_it_speaks_any_language(voice: Voice) -> None:
    assert voice.speaks("sw")
