"""The voices on our own machines: what they say, how exactly they know when, and what they leave to others."""

import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain.errors import InputRejected
from domain.ports.speech import SOUND, WORDS, KnownTimes
from domain.ports.video_and_image import Found
from providers import registry
from providers.local_voice.model import LocalVoice
from providers.local_voice.sentences import LONGEST_PIECE, pieces
from tests.unit.providers.voice.lines import ASKED_AT, line

ENGLISH = "Slow mornings, finally. Meet Lumo — the lamp that wakes you. Only $49.99 today!"


async def spoken(folder: Path, **changes: Any) -> KnownTimes:
    voice = LocalVoice.from_env()
    order = line(voice.model, **changes)
    await voice.collect(await voice.order(order, folder), order, folder)
    return KnownTimes.model_validate_json((folder / WORDS).read_text())


def sound(folder: Path) -> tuple["np.ndarray[Any, np.dtype[np.int16]]", int]:
    with wave.open(str(folder / SOUND), "rb") as source:
        assert (source.getnchannels(), source.getsampwidth()) == (1, 2)
        return np.frombuffer(source.readframes(source.getnframes()), np.int16), source.getframerate()


async def test_english_is_spoken_with_the_time_of_each_word(tmp_path: Path) -> None:
    known = await spoken(tmp_path, text=ENGLISH)

    assert [word.text for word in known.words] == [
        *("Slow", "mornings,", "finally.", "Meet", "Lumo —", "the", "lamp", "that", "wakes", "you."),
        *("Only", "$49.99", "today!"),
    ]
    samples, rate = sound(tmp_path)
    ends = [each.end for each in known.words]
    assert all(word.start < word.end for word in known.words)
    assert all(before.end <= after.start for before, after in pairwise(known.words))
    assert 3 < ends[-1] <= len(samples) / rate + 0.001 < 9


async def test_a_word_is_heard_where_it_is_said_to_begin(tmp_path: Path) -> None:
    known = await spoken(tmp_path, text="Ten. Big. Cats. Took. Packs.")
    samples, rate = sound(tmp_path)
    level = np.abs(samples.astype(np.float32))

    for word in known.words:
        before = level[round(max(word.start - 0.15, 0) * rate) : round((word.start - 0.02) * rate)]
        within = level[round(word.start * rate) : round((word.start + 0.12) * rate)]
        assert before.max(initial=0.0) < 0.1 * level.max() < within.max()


async def test_the_times_of_sentences_are_those_of_their_sound(tmp_path: Path) -> None:
    known = await spoken(tmp_path, text="Guten Morgen. Jetzt ist Zeit für dich!", language="de")
    samples, rate = sound(tmp_path)

    assert [sentence.text for sentence in known.sentences] == ["Guten Morgen.", "Jetzt ist Zeit für dich!"]
    assert known.words == ()
    first, second = known.sentences
    assert not samples[round((first.end + 0.001) * rate) : round((second.start - 0.001) * rate)].any()
    assert second.end == pytest.approx(len(samples) / rate, abs=0.002)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "A good day."), ("de", "Ein guter Tag."), ("es", "Un buen día."), ("fr", "Un bon jour."), ("it", "Buono.")],
)
async def test_each_language_has_a_voice(tmp_path: Path, language: str, text: str) -> None:
    assert LocalVoice.from_env().speaks(language)
    assert (await spoken(tmp_path, language=language, text=text)).sentences[-1].end > 0.4


@pytest.mark.parametrize("language", ["ja", "pt", ""])
async def test_what_no_voice_speaks_is_known_before_it_is_asked(tmp_path: Path, language: str) -> None:
    assert not LocalVoice.from_env().speaks(language)
    with pytest.raises(InputRejected, match="speak en, de, es, fr, it only; choose another provider"):
        await spoken(tmp_path, language=language)


async def test_a_film_in_another_language_than_the_chosen_voice_has_the_voice_of_its_language(tmp_path: Path) -> None:
    await spoken(tmp_path, text="Guten Tag.", language="de", voice="heart")

    assert sound(tmp_path)[1] == 16_000


async def test_a_voice_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="no voice on this machine is called hal; there is heart, en-US"):
        await spoken(tmp_path, voice="hal")


async def test_a_voice_can_be_chosen(tmp_path: Path) -> None:
    await spoken(tmp_path, text="A good day.", voice="en-GB")

    assert sound(tmp_path)[1] == 16_000


async def test_the_same_line_with_the_same_seed_sounds_the_same(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        (tmp_path / name).mkdir()
        await spoken(tmp_path / name, text="A good day.", seed=seed)

    one, same, other = ((tmp_path / name / SOUND).read_bytes() for name in ("one", "same", "other"))
    assert one == same != other


@pytest.mark.parametrize("text", ["😀", "…", "日本語"])
async def test_a_line_with_nothing_to_say_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRejected, match="finds nothing in this line that it can say"):
        await spoken(tmp_path, text=text, language="de")


async def test_commands_for_the_engine_are_only_text(tmp_path: Path) -> None:
    with_command, without = tmp_path / "with", tmp_path / "without"
    for folder, text in ((with_command, '<speed level="20">Guten Tag</speed>'), (without, "Guten Tag")):
        folder.mkdir()
        await spoken(folder, text=text, language="de")

    assert len(sound(with_command)[0]) > 1.5 * len(sound(without)[0]), "the command's letters are read out"


async def test_a_very_long_sentence_is_spoken_in_parts(tmp_path: Path) -> None:
    known = await spoken(tmp_path, text="and on " * 280)

    assert len(known.words) == 560
    assert all(len(sentence.text) <= LONGEST_PIECE for sentence in known.sentences)


def test_a_line_is_cut_where_sentences_end_and_nowhere_else() -> None:
    text = 'Dr. Smith is here. "Really?" Yes! Am 3. Mai. J. K. writes…\nNew line; 9.99 euros.'

    assert pieces(text) == [
        "Dr. Smith is here.",
        '"Really?"',
        "Yes!",
        "Am 3. Mai.",
        "J. K. writes…",
        "New line; 9.99 euros.",
    ]


async def test_an_order_is_found_again_and_costs_nothing(tmp_path: Path) -> None:
    voice = registry.VOICES.create("local")
    order = line(voice.model)

    assert await voice.find(order, ASKED_AT) == Found(order_id=await voice.order(order, tmp_path))
