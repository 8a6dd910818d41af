"""ElevenLabs' own requests, answers and errors: words with times, voices by name, and replies that are lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown, TakeLost, Transient
from domain.job.sound.speech import SpokenWord
from domain.ports.speech import SOUND, WORDS, KnownTimes
from domain.ports.video_and_image import CannotSay, Found, NotThere
from providers.common.voice_models import VendorVoice
from tests.simulators.elevenlabs import GEORGE, ElevenLabs, problem, too_many
from tests.simulators.film import drops, serving
from tests.simulators.language import Answer, as_json, fault
from tests.unit.providers.adapters import body_of, made_by, voice_at
from tests.unit.providers.voice.lines import line, unsaid

Voice = VendorVoice[Any]

HOUR = timedelta(hours=1)


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[ElevenLabs]:
    made = tmp_path / "made"
    made.write_bytes(b"RIFF" + bytes(5_000))
    async with serving(ElevenLabs(picture=made)) as simulated:
        assert isinstance(simulated, ElevenLabs)
        yield simulated


@pytest.fixture
def voice(vendor: ElevenLabs) -> Voice:
    return voice_at(vendor)


def known(folder: Path) -> KnownTimes:
    return KnownTimes.model_validate_json((folder / WORDS).read_text())


async def test_a_line_is_ordered_with_its_seed_and_what_is_said_before(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    await voice.order(line(voice.model, previous_text="Good morning.", language="de"), tmp_path)

    assert body_of(vendor) == {
        "text": "Slow mornings, finally.",
        "model_id": "eleven_multilingual_v2",
        "seed": 7,
        "previous_text": "Good morning.",
        "output_format": "wav_24000",
        "voice": GEORGE,
    }


async def test_a_model_that_takes_the_language_is_told_it(voice: Voice, vendor: ElevenLabs, tmp_path: Path) -> None:
    await voice.order(line("eleven_flash_v2_5", language="de"), tmp_path)

    assert body_of(vendor)["language_code"] == "de"


async def test_words_have_the_times_of_their_characters(voice: Voice, tmp_path: Path) -> None:
    await voice.order(line(voice.model, text="Ein, zwei."), tmp_path)

    assert known(tmp_path).words == (
        SpokenWord(text="Ein,", start=0.0, end=0.4),
        SpokenWord(text="zwei.", start=0.5, end=1.0),
    )


async def test_in_scripts_without_spaces_characters_have_times(voice: Voice, tmp_path: Path) -> None:
    await voice.order(line(voice.model, text="朝、Lumo ね。"), tmp_path)

    assert [word.text for word in known(tmp_path).words] == ["朝、", "Lumo", "ね。"]


@pytest.mark.parametrize("times", [None, {"characters": ["a"], "character_start_times_seconds": []}])
async def test_a_speech_without_times_is_a_speech(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path, times: dict[str, Any] | None
) -> None:
    told = times and times | {"character_end_times_seconds": [0.1]}
    vendor.faults["order"].append(as_json({"audio_base64": "UklGRg==", "alignment": told}))

    await voice.order(line(voice.model), tmp_path)

    assert (tmp_path / SOUND).read_bytes() == b"RIFF"
    assert not (tmp_path / WORDS).exists()


@pytest.mark.parametrize("called", ["George", "george", "Charlotte"])
async def test_a_voice_may_be_named(voice: Voice, vendor: ElevenLabs, tmp_path: Path, called: str) -> None:
    for _ in range(2):
        await voice.order(line(voice.model, voice=called), tmp_path)

    assert vendor.voices[body_of(vendor)["voice"]].casefold().startswith(called.casefold())
    assert vendor.calls["voices"] == 1


async def test_a_voice_that_is_not_there_is_told_before_anything_is_ordered(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    error = await unsaid(voice, tmp_path, line(voice.model, voice="Geo"))

    assert isinstance(error, InputRejected)
    assert error.message == "ElevenLabs has no voice Geo in this account; name one of its voices, or an id"
    assert vendor.calls["order"] == 0


async def test_a_failed_look_at_the_voices_has_ordered_nothing(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    vendor.faults["voices"].append(drops)

    assert type(await unsaid(voice, tmp_path, line(voice.model, voice="George"))) is NotAccepted
    assert vendor.calls["order"] == 0


ANSWERS: list[tuple[str, Answer, type[Exception]]] = [
    ("too many at once", too_many("concurrent_limit_exceeded"), NotAccepted),
    ("too many at once, of old", too_many("too_many_concurrent_requests"), NotAccepted),
    ("busy", too_many("system_busy"), NotAccepted),
    ("no key", fault(401, problem("invalid_api_key", "Invalid API key")), AccountProblem),
    ("unpaid", fault(402, problem("payment_required", "Pay.")), AccountProblem),
    ("no permission", fault(401, problem("missing_permissions", "Not with this key.")), AccountProblem),
    ("no credits", fault(400, problem("insufficient_credits", "None are left.")), AccountProblem),
    ("an unknown voice", fault(404, problem("voice_not_found", "No such voice.")), InputRejected),
    ("a text that is too long", fault(400, problem("max_character_limit_exceeded", "Too long.")), InputRejected),
    ("faults of a request", fault(422, {"detail": [{"loc": ["body"], "msg": "Field required"}]}), InputRejected),
    ("a page", fault(500, {}), OutcomeUnknown),
]


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(told, kind, id=name) for name, told, kind in ANSWERS])
async def test_their_own_errors_are_understood(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path, answer: Answer, kind: type[Exception]
) -> None:
    vendor.faults["refuse"].append(answer)

    assert type(await unsaid(voice, tmp_path)) is kind
    assert vendor.calls["order"] == 1


async def test_a_lost_reply_is_found_in_the_history_and_fetched(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    vendor.faults["order"].append(drops)
    order, asked_at = line(voice.model), datetime.now(UTC)
    await unsaid(voice, tmp_path, order)

    found = await voice.find(order, asked_at)

    assert isinstance(found, Found)
    await voice.collect(found.order_id, order, tmp_path)
    assert (tmp_path / SOUND).read_bytes() == made_by(vendor)
    assert [word.text for word in known(tmp_path).words] == ["Slow", "mornings,", "finally."]
    assert vendor.accepted.total() == 1


async def test_an_order_that_is_recorded_can_be_fetched_again(voice: Voice, tmp_path: Path) -> None:
    order = line(voice.model)
    for seed in range(120):
        await voice.order(line(voice.model, text="Another line.", seed=seed), tmp_path)
    order_id = await voice.order(order, tmp_path)
    for seed in range(120):
        await voice.order(line(voice.model, text="Another line.", seed=seed), tmp_path)
    (tmp_path / SOUND).unlink()

    await voice.collect(order_id, order, tmp_path)

    assert (tmp_path / SOUND).exists()
    assert [word.text for word in known(tmp_path).words] == ["Slow", "mornings,", "finally."]


async def test_two_lines_with_the_same_words_have_orders_of_their_own(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    vendor.faults["order"].append(drops)
    one, asked_at = line(voice.model), datetime.now(UTC)
    other = one.model_copy(update={"key": "0c5d1c1e-54b5-5c8e-9d2a-6b1f3f0a7a11"})
    await unsaid(voice, tmp_path, one)

    found = [await voice.find(each, asked_at) for each in (one, other)]

    assert all(isinstance(each, Found) for each in found)
    assert found[0] != found[1]


@pytest.mark.parametrize(
    "changes",
    [{"text": "Another line."}, {"voice": "Charlotte"}, {"model": "eleven_v3"}],
    ids=["text", "voice", "model"],
)
async def test_another_speech_is_not_taken_for_it(voice: Voice, tmp_path: Path, changes: dict[str, Any]) -> None:
    await voice.order(line(voice.model).model_copy(update=changes), tmp_path)

    assert await voice.find(line(voice.model), datetime.now(UTC)) == NotThere()


async def test_a_speech_of_long_before_is_not_taken_for_it(voice: Voice, tmp_path: Path) -> None:
    await voice.order(line(voice.model), tmp_path)

    assert await voice.find(line(voice.model), datetime.now(UTC) + HOUR) == NotThere()


async def test_a_key_that_may_not_read_the_history_cannot_say(voice: Voice, vendor: ElevenLabs) -> None:
    vendor.may_read_history = False

    assert await voice.find(line(voice.model), datetime.now(UTC)) == CannotSay()


@pytest.mark.parametrize("answer", [drops, fault(500, {}), fault(429, {})], ids=["dropped", "500", "429"])
async def test_a_history_that_does_not_answer_says_nothing(voice: Voice, vendor: ElevenLabs, answer: Answer) -> None:
    vendor.faults["find"].append(answer)

    with pytest.raises(Transient):
        await voice.find(line(voice.model), datetime.now(UTC))
    assert vendor.calls["find"] == 1


@pytest.mark.parametrize("order_id", ["elevenlabs-history-gone", "elevenlabs-request-gone", "elevenlabs-6b1f3f0a"])
async def test_a_speech_that_is_gone_is_lost(voice: Voice, tmp_path: Path, order_id: str) -> None:
    with pytest.raises(TakeLost, match="have the line spoken again"):
        await voice.collect(order_id, line(voice.model), tmp_path)


async def test_an_answer_without_an_id_has_the_lines_own_and_is_fetched_by_its_words(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    vendor.tells_request_ids = False
    order_id = await voice.order(line(voice.model), tmp_path)
    (tmp_path / SOUND).unlink()

    await voice.collect(order_id, line(voice.model), tmp_path)

    assert order_id == f"elevenlabs-{line(voice.model).key}"
    assert (tmp_path / SOUND).exists()


async def test_a_language_that_the_model_does_not_speak_is_not_ordered(
    voice: Voice, vendor: ElevenLabs, tmp_path: Path
) -> None:
    error = await unsaid(voice, tmp_path, line(voice.model, language="he"))

    assert isinstance(error, InputRejected)
    assert error.message.startswith("ElevenLabs's eleven_multilingual_v2 does not speak he; choose another voice")
    assert vendor.calls["order"] == 0


def test_what_languages_a_model_speaks_is_known_before_it_is_asked(voice: Voice) -> None:
    assert [code for code in ("en", "ja", "he", "hu", "") if voice.speaks(code)] == ["en", "ja", ""]
    voice.model = "eleven_flash_v2_5"
    assert voice.speaks("hu")
    voice.model = "eleven_v3"
    assert voice.speaks("he")
