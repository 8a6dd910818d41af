"""What is heard of a film with a voice-over: where its lines begin, how loud they are, and what is under them."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE
from domain.job.takes.left_out import Ingredient
from domain.ports.editor import CutClip, CutPlan, CutResult, SpokenSound
from media.audio.film_sound import write_film_sound
from media.audio.loudness import MAX_TRUE_PEAK, TARGET, measure_film, measure_frames
from media.audio.pcm import FRAME_SAMPLES, Samples, read_mono, read_wave, samples_to_frame, write_mono, write_wave
from media.speech.prepare_speech import prepare_speech
from media.video.cut_film import cut
from tests.unit.media.material import TINY, a_cut_clip, left_channel, tone
from tests.unit.media.sound_files import sine
from tests.unit.media.speech.spoken import ordered, spoken

UNDERSTOOD = 12.0
"""LU by which speech is louder than the bed under it, at least."""

FRAMES = 240
SPEECH = UUID(int=1)
SILENT = np.zeros((FRAMES * FRAME_SAMPLES, 2), dtype=np.int16)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spoken line, of about four seconds, as it is stored."""
    recording = spoken("Your kitchen deserves better than this.", "Meet the quiet one.", pause=0.3)
    folder = ordered(tmp_path_factory.mktemp("line") / "order", recording)
    return prepare_speech(folder, recording.text, "en", False).sound


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> CutClip:
    """Eight seconds without sound."""
    return a_cut_clip(tmp_path_factory.mktemp("clip"), "silent", frames=FRAMES)


def noise(frames: int, amplitude: float, seed: int = 1) -> Samples:
    wave = amplitude * np.random.default_rng(seed).standard_normal((frames * FRAME_SAMPLES, 1))
    return np.repeat(np.clip(wave, -32000, 32000), 2, axis=1).astype(np.int16)


def beats(frames: int, amplitude: float) -> Samples:
    """Return two drum beats a second: noise that dies away."""
    at = np.arange(frames * FRAME_SAMPLES) % (SAMPLE_RATE // 2) / SAMPLE_RATE
    return (noise(frames, amplitude).astype(np.float32) * np.exp(-at[:, None] * 12)).astype(np.int16)


def mixed(folder: Path, plan: CutPlan) -> Samples:
    """Return the film's sound before it is brought to its loudness."""
    folder.mkdir(exist_ok=True)
    sound, left_out = write_film_sound(plan, plan.clips, folder)
    assert left_out == ()
    return np.concatenate(list(read_wave(sound)))


def loudness(sound: Samples, start: float = 0, end: float = 1e9) -> float:
    part = sound[round(start * SAMPLE_RATE) : round(min(end, len(sound) / SAMPLE_RATE) * SAMPLE_RATE)]
    blocks = ((at, part[at : at + SAMPLE_RATE]) for at in range(0, len(part), SAMPLE_RATE))
    measured = measure_frames(samples_to_frame(block, at) for at, block in blocks)
    return -100.0 if measured is None else measured


def seconds_of(line: Path) -> float:
    return sum(len(block) for block in read_mono(line)) / SAMPLE_RATE


@pytest.mark.parametrize("begins", [0.0, 1.25, 2.0417])
def test_a_line_begins_exactly_when_it_is_to(tmp_path: Path, clip: CutClip, begins: float) -> None:
    write_mono(tmp_path / "line.wav", sine(1, 500, 9_000))

    for pace in (1.0, 1.1, 1.2):
        plan = CutPlan(
            clips=(clip,), speech=(SpokenSound(speech=SPEECH, sound=tmp_path / "line.wav", begins=begins, pace=pace),)
        )
        heard = np.flatnonzero(np.abs(mixed(tmp_path / f"{pace}", plan)[:, 0]) > 30)
        assert heard[0] == pytest.approx(begins * SAMPLE_RATE, abs=10)
        assert (heard[-1] - heard[0]) / SAMPLE_RATE == pytest.approx(1 / pace, abs=0.03)


def test_a_faster_line_keeps_its_pitch(tmp_path: Path, clip: CutClip) -> None:
    write_mono(tmp_path / "line.wav", sine(3, 500, 9_000))

    sound = mixed(tmp_path, CutPlan(clips=(clip,), speech=(a_line(tmp_path / "line.wav", pace=1.2),)))

    spectrum = np.abs(np.fft.rfft(sound[SAMPLE_RATE // 2 : SAMPLE_RATE // 2 + SAMPLE_RATE, 0].astype(np.float32)))
    assert int(np.argmax(spectrum)) == pytest.approx(500, abs=3)


def a_line(sound: Path, begins: float = 0.0, pace: float = 1.0) -> SpokenSound:
    return SpokenSound(speech=SPEECH, sound=sound, begins=begins, pace=pace)


BEDS = {"noise": noise(FRAMES, 6_000), "loud noise": noise(FRAMES, 25_000), "beats": beats(FRAMES, 20_000)}


@pytest.mark.parametrize("music", BEDS)
@pytest.mark.parametrize("clips_own", [False, True])
def test_speech_is_understood_over_the_bed(
    tmp_path: Path, clip: CutClip, line: Path, music: str, clips_own: bool
) -> None:
    own = noise(FRAMES + HANDLE_FRAMES, 8_000, seed=2) if clips_own else None
    clips = (a_cut_clip(tmp_path, "own", frames=FRAMES, sound=own) if clips_own else clip,)
    write_wave(tmp_path / "music.wav", [BEDS[music]])
    begins, ends = 2.0, 2.0 + seconds_of(line)
    plan = CutPlan(clips=clips, music=tmp_path / "music.wav", speech=(a_line(line, begins),))

    both = mixed(tmp_path / "both", plan)
    speech = mixed(tmp_path / "speech", CutPlan(clips=(clip,), speech=plan.speech))

    bed = (both.astype(np.int32) - speech).astype(np.int16)
    assert loudness(speech, begins, ends) - loudness(bed, begins, ends) >= UNDERSTOOD
    for start in np.arange(begins, ends - 0.4, 0.2):  # also at every single moment
        assert loudness(speech, begins, ends) - loudness(bed, start, start + 0.45) >= UNDERSTOOD
    assert loudness(bed, 0, begins - 0.5) > loudness(bed, begins, ends) + 4


def test_a_bed_that_is_low_already_is_not_lowered_below_hearing(tmp_path: Path, clip: CutClip, line: Path) -> None:
    quiet = np.concatenate([noise(60, 9_000), noise(FRAMES - 60, 60)])
    write_wave(tmp_path / "music.wav", [quiet])
    plan = CutPlan(clips=(clip,), music=tmp_path / "music.wav", speech=(a_line(line, 3.0),))

    both = mixed(tmp_path / "both", plan)
    speech = mixed(tmp_path / "speech", CutPlan(clips=(clip,), speech=plan.speech))

    bed = (both.astype(np.int32) - speech).astype(np.int16)
    assert loudness(bed, 3.5, 6) == pytest.approx(loudness(bed, 2.2, 2.8), abs=2)


def test_the_bed_comes_back_between_lines_that_are_far_from_each_other(
    tmp_path: Path, clip: CutClip, line: Path
) -> None:
    write_mono(tmp_path / "short.wav", np.concatenate(list(read_mono(line)))[: SAMPLE_RATE * 3 // 2])
    write_wave(tmp_path / "music.wav", [noise(FRAMES, 6_000)])
    lines = (a_line(tmp_path / "short.wav", 0.5), a_line(tmp_path / "short.wav", 5.0))

    both = mixed(tmp_path / "both", CutPlan(clips=(clip,), music=tmp_path / "music.wav", speech=lines))

    speech = mixed(tmp_path / "speech", CutPlan(clips=(clip,), speech=lines))
    bed = (both.astype(np.int32) - speech).astype(np.int16)
    assert loudness(bed, 3.0, 4.4) > loudness(bed, 0.6, 1.9) + 6


def test_gain_changes_are_no_clicks(tmp_path: Path, clip: CutClip, line: Path) -> None:
    write_wave(tmp_path / "music.wav", [tone(FRAMES, 200, 9_000)])
    plan = CutPlan(clips=(clip,), music=tmp_path / "music.wav", speech=(a_line(line, 2.0),))

    both = mixed(tmp_path / "both", plan)
    speech = mixed(tmp_path / "speech", CutPlan(clips=(clip,), speech=plan.speech))

    bed = both[:, 0].astype(np.int32) - speech[:, 0]
    assert np.abs(np.diff(bed)).max() <= 1.05 * np.abs(bed).max() * 2 * np.pi * 200 / SAMPLE_RATE + 2


def test_a_line_that_runs_beyond_the_film_ends_with_it(tmp_path: Path, clip: CutClip, line: Path) -> None:
    sound = mixed(tmp_path, CutPlan(clips=(clip,), speech=(a_line(line, FRAMES / 30 - 1), a_line(line, 20.0))))

    assert len(sound) == FRAMES * FRAME_SAMPLES
    assert np.abs(sound[-SAMPLE_RATE:]).max() > 1_000
    assert np.abs(sound[-20:]).max() < 200


@pytest.mark.parametrize("material", ["speech", "speech and music", "speech, music and clips", "short word"])
def test_films_with_a_voice_are_as_loud_as_all_others_and_their_peaks_are_low(
    tmp_path: Path, clip: CutClip, line: Path, material: str
) -> None:
    write_wave(tmp_path / "music.wav", [BEDS["beats"]])
    own = a_cut_clip(tmp_path, "own", frames=FRAMES, sound=noise(FRAMES + HANDLE_FRAMES, 9_000, seed=3))
    write_mono(tmp_path / "short.wav", np.concatenate(list(read_mono(line)))[: SAMPLE_RATE // 3])
    spoken_line = a_line(tmp_path / "short.wav" if material == "short word" else line, 1.0)

    result = cut(
        CutPlan(
            clips=(own if "clips" in material else clip,),
            music=tmp_path / "music.wav" if "music" in material else None,
            speech=(spoken_line,),
        ),
        tmp_path / "film.mp4",
        TINY,
    )

    measured = measure_film(tmp_path / "film.mp4")
    assert measured is not None
    if material != "short word":
        assert measured.integrated == pytest.approx(TARGET, abs=0.5)
    assert measured.true_peak <= MAX_TRUE_PEAK
    assert (result.loudness, result.true_peak) == (measured.integrated, measured.true_peak)


def peaks(sounds: Sequence[str]) -> Samples:
    """Return a sound whose samples hide the peaks between them: a quarter of the sample rate, off phase."""
    at = np.arange(FRAMES * FRAME_SAMPLES)
    wave = 30_000 * np.sin(2 * np.pi * at / 4 + np.pi / 4) * (at % 24_000 < 300) + 900 * np.sin(at / 30)
    return np.repeat(np.clip(wave, -32768, 32767)[:, None], len(sounds), axis=1).astype(np.int16)


def test_peaks_between_samples_are_held_too(tmp_path: Path, clip: CutClip) -> None:
    write_wave(tmp_path / "music.wav", [peaks("lr")])

    result = cut(CutPlan(clips=(clip,), music=tmp_path / "music.wav"), tmp_path / "film.mp4", TINY)

    assert result.true_peak is not None
    assert result.true_peak <= MAX_TRUE_PEAK


def test_a_silent_film_has_no_loudness(tmp_path: Path, clip: CutClip) -> None:
    assert cut(CutPlan(clips=(clip,)), tmp_path / "film.mp4", TINY) == CutResult()


@pytest.mark.parametrize("content", [None, b"", b"no sound at all" * 100])
def test_a_line_that_cannot_be_played_is_left_out(
    tmp_path: Path, clip: CutClip, line: Path, content: bytes | None
) -> None:
    broken = tmp_path / "broken.wav"
    if content is not None:
        broken.write_bytes(content)
    lines = (a_line(broken, 0.0), a_line(line, 2.0))

    result = cut(CutPlan(clips=(clip,), speech=lines), tmp_path / "film.mp4", TINY)

    assert [part.what for part in result.left_out] == [Ingredient.VOICE]
    assert "cannot be played" in result.left_out[0].reason
    assert np.abs(left_channel(tmp_path / "film.mp4")[2 * SAMPLE_RATE :]).max() > 0.1


def test_the_same_plan_always_sounds_the_same(tmp_path: Path, clip: CutClip, line: Path) -> None:
    write_wave(tmp_path / "music.wav", [BEDS["beats"]])
    plan = CutPlan(clips=(clip,), music=tmp_path / "music.wav", speech=(a_line(line, 1.0, 1.15),))

    cut(plan, tmp_path / "one.mp4", TINY)
    cut(plan, tmp_path / "two.mp4", TINY)

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
