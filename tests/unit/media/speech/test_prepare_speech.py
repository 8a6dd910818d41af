"""A line of speech as the film plays it, and the times of its words, measured in its sound."""

from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputRejected
from domain.film_format import SAMPLE_RATE
from domain.job.sound.speech import SpokenWord, WordTiming
from domain.ports.editor import PreparedSpeech
from domain.ports.speech import SOUND, WORDS, KnownTimes
from media import editor
from media.audio.loudness import measure_frames
from media.audio.pcm import read_mono, samples_to_frame
from media.editor import ProcessEditor
from media.speech.prepare_speech import LOUDNESS, prepare_speech
from tests.unit.media.sound_files import sine, write_sound
from tests.unit.media.speech.spoken import Recording, ordered, spoken
from tests.unit.media.test_editor import crash

STEP = 0.1
"""Seconds within which captions are in step."""

TEXT = ("Your kitchen deserves better than this.", "Meet the quiet one, from Brewly.", "Order 30 cups today.")


def first_words(prepared: PreparedSpeech, recording: Recording) -> list[float]:
    """Return by how much the first word of each sentence is off, in seconds."""
    counts = np.cumsum([0, *(len(sentence.text.split()) for sentence in recording.sentences[:-1])])
    first = recording.sentences[0].start
    pairs = zip((prepared.words[count] for count in counts), recording.sentences, strict=True)
    return [word.start - (sentence.start - first) for word, sentence in pairs]


def test_a_line_is_mono_at_48_khz_without_silence_at_its_ends(tmp_path: Path) -> None:
    recording = spoken(*TEXT, silence=1.3)

    prepared = prepare_speech(ordered(tmp_path, recording), recording.text, "en", True)

    sound = np.concatenate(list(read_mono(prepared.sound)))
    assert len(sound) == round(prepared.seconds * SAMPLE_RATE)
    spoken_for = recording.sentences[-1].end - recording.sentences[0].start
    assert prepared.seconds == pytest.approx(spoken_for, abs=0.2)


@pytest.mark.parametrize("volume", [0.05, 1.0, 3.0])
def test_lines_are_equally_loud_however_loud_they_were_recorded(tmp_path: Path, volume: float) -> None:
    recording = spoken(*TEXT)
    louder = np.clip(recording.sound * volume, -32768, 32767).astype(np.int16)

    prepared = prepare_speech(ordered(tmp_path, Recording(louder, recording.sentences)), recording.text, "en", False)

    sound = np.concatenate(list(read_mono(prepared.sound)))
    stereo = np.stack([sound, sound], axis=1)
    loudness = measure_frames(
        samples_to_frame(stereo[at : at + SAMPLE_RATE], at) for at in range(0, len(stereo), SAMPLE_RATE)
    )
    assert loudness == pytest.approx(LOUDNESS, abs=1.5)
    assert np.abs(sound.astype(np.int32)).max() < 0.9 * 32768


def test_words_are_as_they_are_written_and_in_order(tmp_path: Path) -> None:
    recording = spoken(*TEXT)

    prepared = prepare_speech(ordered(tmp_path, recording), recording.text, "en", True)

    assert [word.text for word in prepared.words] == recording.text.split()
    times = [time for word in prepared.words for time in (word.start, word.end)]
    assert all(word.start <= word.end for word in prepared.words)
    assert all(before.start <= after.start for before, after in zip(prepared.words, prepared.words[1:], strict=False))
    assert 0 <= min(times) <= max(times) <= prepared.seconds + 0.05


def test_english_words_are_found_in_their_sound(tmp_path: Path) -> None:
    recording = spoken(*TEXT, pause=0.9)

    prepared = prepare_speech(ordered(tmp_path, recording), recording.text, "English", True)

    assert prepared.timing is WordTiming.ALIGNED
    assert np.abs(first_words(prepared, recording)).max() < STEP


def test_words_that_no_dictionary_has_are_found_too(tmp_path: Path) -> None:
    recording = spoken("Zyntra charges your earbuds.", "It is yours for $9.99 & 50% off.", "The BMW X5, risk-free.")

    prepared = prepare_speech(ordered(tmp_path, recording), recording.text, "", True)

    assert prepared.timing is WordTiming.ALIGNED
    assert np.abs(first_words(prepared, recording)).max() < STEP


SENTENCES = {
    "de-DE": ("Eine Minute reicht.", "Deine Küche verdient etwas Besseres, als das hier.", "Bestelle heute."),
    "fr-FR": ("Une minute suffit.", "Votre cuisine mérite mieux qu'une bouilloire.", "Commandez aujourd'hui."),
    "es-ES": ("Hojas frescas, agua caliente.", "Tu cocina merece algo mejor que esto.", "Pide hoy."),
    "it-IT": ("Foglie fresche, acqua calda.", "La tua cucina merita di meglio.", "Ordina oggi."),
}


@pytest.mark.parametrize("voice", SENTENCES)
@pytest.mark.parametrize("pause", [0.05, 0.4])
def test_words_of_other_languages_in_latin_letters_are_found_too(tmp_path: Path, voice: str, pause: float) -> None:
    recording = spoken(*SENTENCES[voice], voice=voice, pause=pause)
    folder = ordered(tmp_path, recording, KnownTimes(sentences=recording.sentences))

    prepared = prepare_speech(folder, recording.text, voice, True)

    assert prepared.timing is WordTiming.ALIGNED
    assert np.abs(first_words(prepared, recording)).max() < STEP


@pytest.mark.parametrize("voice", SENTENCES)
def test_sentences_are_in_step_with_their_pauses_where_no_word_is_found(tmp_path: Path, voice: str) -> None:
    recording = spoken(*SENTENCES[voice], voice=voice, pause=0.5)

    prepared = prepare_speech(ordered(tmp_path, recording), recording.text, voice, False)

    assert prepared.timing is WordTiming.DIVIDED
    assert np.abs(first_words(prepared, recording)).max() < STEP


@pytest.mark.parametrize("voice", SENTENCES)
def test_sentences_whose_times_a_voice_tells_begin_there(tmp_path: Path, voice: str) -> None:
    recording = spoken(*SENTENCES[voice], voice=voice, pause=0.05)
    folder = ordered(tmp_path, recording, KnownTimes(sentences=recording.sentences))

    prepared = prepare_speech(folder, recording.text, voice, False)

    assert prepared.timing is WordTiming.DIVIDED
    assert np.abs(first_words(prepared, recording)).max() < STEP


def test_scripts_that_the_search_cannot_read_are_divided(tmp_path: Path) -> None:
    recording = spoken("One minute.", "Order today.")

    prepared = prepare_speech(ordered(tmp_path, recording), "一分钟就够。现在开始，享受早晨。", "zh", True)

    assert prepared.timing is WordTiming.DIVIDED
    assert "".join(word.text for word in prepared.words) == "一分钟就够。现在开始，享受早晨。"


def test_times_that_a_vendor_tells_are_moved_by_the_silence_that_is_cut_off(tmp_path: Path) -> None:
    recording = spoken("One two.", silence=1.0)
    told = (SpokenWord(text="One", start=1.0, end=1.25), SpokenWord(text="two.", start=1.3, end=1.6))
    folder = ordered(tmp_path, recording, KnownTimes(words=told))

    prepared = prepare_speech(folder, "One  two.", "en", True)

    assert prepared.timing is WordTiming.VENDOR
    assert [word.text for word in prepared.words] == ["One", "two."]
    assert [word.start for word in prepared.words] == pytest.approx([0.0, 0.3], abs=0.05)


def test_a_vendor_may_tell_the_times_of_single_letters(tmp_path: Path) -> None:
    recording = spoken("One two.", silence=1.0)
    told = tuple(SpokenWord(text=char, start=1 + at / 10, end=1.1 + at / 10) for at, char in enumerate("一分钟就够。"))
    folder = ordered(tmp_path, recording, KnownTimes(words=told))

    prepared = prepare_speech(folder, "一分钟就够。", "zh", True)

    assert prepared.timing is WordTiming.VENDOR
    assert "".join(word.text for word in prepared.words) == "一分钟就够。"
    assert len(prepared.words) > 1


@pytest.mark.parametrize("told", ["{}", "no JSON", '{"words": [{"text": "Other words.", "start": 0, "end": 1}]}'])
def test_times_that_make_no_sense_are_not_used(tmp_path: Path, told: str) -> None:
    recording = spoken(*TEXT)
    (ordered(tmp_path, recording) / WORDS).write_text(told)

    assert prepare_speech(tmp_path, recording.text, "en", True).timing is WordTiming.ALIGNED


def test_a_recording_that_says_something_else_still_has_times_for_every_word(tmp_path: Path) -> None:
    recording = spoken("Hello.")
    text = "This is a very long script of which hardly anything is said in the recording of our client. " * 3

    prepared = prepare_speech(ordered(tmp_path, recording), text, "en", True)

    assert [word.text for word in prepared.words] == text.split()
    assert prepared.words[-1].end <= prepared.seconds + 0.05


def test_what_is_silent_is_refused(tmp_path: Path) -> None:
    write_sound(tmp_path / SOUND, [sine(2, amplitude=3)], layout="mono", format="wav")

    with pytest.raises(InputRejected, match="silent"):
        prepare_speech(tmp_path, "Hello.", "en", True)


def test_the_same_recording_always_gives_the_same_line(tmp_path: Path) -> None:
    recording = spoken(*TEXT)

    lines = [prepare_speech(ordered(tmp_path / n, recording), recording.text, "en", True) for n in ("one", "two")]

    assert lines[0].words == lines[1].words
    assert lines[0].sound.read_bytes() == lines[1].sound.read_bytes()


async def test_a_line_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    recording = spoken(*TEXT)
    folder = ordered(tmp_path / "order", recording)

    prepared = await ProcessEditor(tmp_path / "cache").prepare_speech(folder, recording.text, "en")

    assert prepared.timing is WordTiming.ALIGNED
    assert prepared.sound.exists()


def without_search(folder: Path, text: str, language: str, aligns: bool) -> PreparedSpeech:
    """Crash as the search for words might."""
    if aligns:
        crash()
    return prepare_speech(folder, text, language, aligns)


async def test_a_search_for_words_that_crashes_costs_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "prepare_speech", without_search)
    recording = spoken(*TEXT)
    folder = ordered(tmp_path / "order", recording)

    prepared = await ProcessEditor(tmp_path / "cache").prepare_speech(folder, recording.text, "en")

    assert prepared.timing is WordTiming.DIVIDED


async def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / SOUND).write_bytes(b"no sound at all" * 100)

    with pytest.raises(InputRejected, match=r"cannot be opened|no sound"):
        await ProcessEditor(tmp_path / "cache").prepare_speech(tmp_path, "Hello.", "en")
