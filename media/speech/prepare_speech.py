"""Make a line of speech ready for the film: its sound as a WAV, and the times of its words."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from domain.errors import InputRejected
from domain.film_format import SAMPLE_RATE
from domain.job.sound.speech import SpokenWord, WordTiming
from domain.language.languages import spoken_language
from domain.ports.editor import PreparedSpeech
from domain.ports.speech import SOUND, WORDS, KnownTimes
from media.audio.loudness import measure_frames
from media.audio.pauses import find_pauses, spoken_span
from media.audio.pcm import MonoSamples, mono_frames, samples_to_frame, write_mono
from media.decoding.sounds.sound import music_samples
from media.decoding.streams.filters import filter_frames
from media.speech.aligned import align
from media.speech.divided import Stretch, divided
from media.speech.told_times import Span, read_told, spans_of, stretches_of, within_stretches
from media.text.unicode_scripts import Script, script_of_text
from media.text.words import split_words

LOUDNESS: Final = -16.0
"""Of a line by itself, in LUFS, as far as its peaks allow."""

_PEAK: Final = 0.89
_USUAL_PEAK: Final = 0.5
"""Of a line that is too short to have a loudness."""

_LONGEST: Final = 600 * SAMPLE_RATE
"""Samples that are used of a recording. No film is longer."""

_RAMP: Final = SAMPLE_RATE // 200


def prepare_speech(folder: Path, text: str, language: str, aligns: bool) -> PreparedSpeech:
    """Write `speech.wav` in the folder: the sound there at 48 kHz mono, without silence at its ends, at one loudness.

    Its words are those of the text; unless `aligns`, none is looked for in the sound. Errors: InputRejected if nothing
    can be heard.
    """
    whole = _mono(folder / SOUND)
    span = spoken_span(whole)
    if span is None:
        raise InputRejected("nothing is said in the recording: it is silent")
    sound, out = _levelled(whole[span[0] : span[1]]), folder / "speech.wav"
    write_mono(out, sound)
    seconds, trimmed = len(sound) / SAMPLE_RATE, span[0] / SAMPLE_RATE
    told = read_told(folder / WORDS, trimmed, seconds)
    words, timing = _words(text, language if aligns else None, sound, told)
    return PreparedSpeech(sound=out, seconds=seconds, words=tuple(words), timing=timing)


def _mono(path: Path) -> MonoSamples:
    parts, count = list[MonoSamples](), 0
    for block in music_samples(path):
        parts.append(((block[:, 0].astype(np.int32) + block[:, 1]) // 2).astype(np.int16))
        count += len(block)
        if count >= _LONGEST:
            break
    return np.concatenate(parts)[:_LONGEST]


def _levelled(sound: MonoSamples) -> MonoSamples:
    """Return the sound at the usual loudness, its ends without clicks."""
    peak = max(1, int(np.abs(sound.astype(np.int32)).max())) / 32768
    loudness = measure_frames(samples_to_frame(np.stack([part, part], axis=1), at) for at, part in _seconds(sound))
    gain = _USUAL_PEAK / peak if loudness is None else 10 ** ((LOUDNESS - loudness) / 20)
    levelled = sound * np.float32(min(gain, _PEAK / peak))
    ramp = np.linspace(0, 1, min(_RAMP, len(sound)), dtype=np.float32)
    levelled[: len(ramp)] *= ramp
    levelled[-len(ramp) :] *= ramp[::-1]
    whole: MonoSamples = np.rint(levelled).astype(np.int16)
    return whole


def _words(
    text: str, language: str | None, sound: MonoSamples, told: KnownTimes
) -> tuple[list[SpokenWord], WordTiming]:
    """Return the words of the text with their times, and how these are known. No language: none is looked for."""
    words = split_words(text)
    if spans := spans_of(words, told.words):
        return _timed(words, spans), WordTiming.VENDOR
    pauses = find_pauses(sound)
    stretches = stretches_of(words, told.sentences, pauses)
    is_readable = language is not None and script_of_text(text) is Script.LATIN
    if is_readable and (found := align(words, spoken_language(language or "", text), _for_decoder(sound), pauses)):
        within = within_stretches(found, stretches, pauses) if stretches else found
        return _timed(words, within), WordTiming.ALIGNED
    stretches = stretches or [Stretch(words, 0.0, len(sound) / SAMPLE_RATE)]
    parts = [word for stretch in stretches for word in divided(stretch, pauses)]
    return _timed(words, [(word.start, word.end) for word in parts]), WordTiming.DIVIDED


def _timed(words: Sequence[str], spans: Sequence[Span]) -> list[SpokenWord]:
    """Return the words with times that never go back."""
    timed, before = list[SpokenWord](), 0.0
    for word, (begins, ends) in zip(words, spans, strict=True):
        before = max(begins, before)
        timed.append(SpokenWord(text=word, start=round(before, 3), end=round(max(ends, before), 3)))
    return timed


def _for_decoder(sound: MonoSamples) -> MonoSamples:
    filters = [("aformat", "sample_fmts=s16:sample_rates=16000:channel_layouts=mono")]
    frames = filter_frames(mono_frames(part for _, part in _seconds(sound)), filters)
    blocks: list[MonoSamples] = [np.asarray(frame.to_ndarray(), dtype=np.int16).ravel() for frame in frames]
    whole: MonoSamples = np.concatenate(blocks)
    return whole


def _seconds(sound: MonoSamples) -> Iterator[tuple[int, MonoSamples]]:
    """Yield blocks of a second, each with the number of its first sample."""
    return ((at, sound[at : at + SAMPLE_RATE]) for at in range(0, len(sound), SAMPLE_RATE))
