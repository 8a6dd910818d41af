from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE, Transition
from domain.ports.editor import CutClip
from media.audio.loudness import TARGET, level_of, mastering, measure
from media.audio.pcm import PER_FRAME, Samples, to_frame, write_wave
from media.video.cut_film import cut
from tests.unit.media.material import SMALL, a_cut_clip, clicks, heard, tone

FRAMES = 45
SCENE = FRAMES * PER_FRAME


def film_of(folder: Path, sounds: Sequence[Samples | None], kind: Transition = Transition.CUT) -> list[CutClip]:
    return [a_cut_clip(folder, f"s{n}", frames=FRAMES, sound=sound, transition=kind) for n, sound in enumerate(sounds)]


def saved(path: Path, sound: Samples) -> Path:
    with write_wave(path) as target:
        target.writeframesraw(sound.tobytes())
    return path


def onset(sound: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> int:
    """The first sample of a click."""
    return int(np.argmax(np.abs(sound) > 0.3 * np.abs(sound).max()))


def loudness_of(film: Path) -> float:
    sound = heard(film)
    samples = (np.stack([sound, sound], axis=1) * 32767).astype(np.int16)
    level = measure(to_frame(samples[at : at + SAMPLE_RATE], at) for at in range(0, len(samples), SAMPLE_RATE))
    assert level.loudness is not None
    return level.loudness


def test_sound_is_in_step_with_every_scene(tmp_path: Path) -> None:
    clips = film_of(tmp_path, [clicks(FRAMES + HANDLE_FRAMES, 0) for _ in range(8)])

    cut(clips, tmp_path / "film.mp4", SMALL)

    sound = heard(tmp_path / "film.mp4")
    for number in range(8):
        # From a little before: AAC spreads a click by some samples to both sides.
        start = max(0, number * SCENE - 100)
        assert onset(sound[start : start + 4_000]) + start == pytest.approx(number * SCENE, abs=2)


@pytest.mark.parametrize("kind", [Transition.CROSSFADE, Transition.FADE])
def test_sound_is_in_step_after_every_transition(tmp_path: Path, kind: Transition) -> None:
    clips = film_of(tmp_path, [clicks(FRAMES + HANDLE_FRAMES, HANDLE_FRAMES * PER_FRAME) for _ in range(4)], kind)

    cut(clips, tmp_path / "film.mp4", SMALL)

    sound = heard(tmp_path / "film.mp4")
    for number in range(4):
        place = number * SCENE + HANDLE_FRAMES * PER_FRAME
        assert onset(sound[place - 100 : place + 4_000]) - 100 == pytest.approx(0, abs=2)


def test_the_track_is_exactly_as_long_as_the_picture(tmp_path: Path) -> None:
    cut(film_of(tmp_path, [tone(FRAMES + HANDLE_FRAMES), None]), tmp_path / "film.mp4", SMALL)

    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.streams.audio[0].duration == 2 * SCENE
        assert container.duration == 3_000_000
    # AAC comes in frames of 1,024: what a decoder gives beyond the end is silence.
    beyond = heard(tmp_path / "film.mp4")[2 * SCENE :]
    assert len(beyond) < 1_024
    assert not beyond.any()


def test_a_scene_without_sound_is_silent_between_others(tmp_path: Path) -> None:
    cut(
        film_of(tmp_path, [tone(FRAMES + HANDLE_FRAMES), None, tone(FRAMES + HANDLE_FRAMES)]),
        tmp_path / "film.mp4",
        SMALL,
    )

    sound = heard(tmp_path / "film.mp4")

    assert np.abs(sound[SCENE + 4_000 : 2 * SCENE - 4_000]).max() < 0.001
    assert np.abs(sound[2 * SCENE + 4_000 :]).max() > 0.1


def test_two_scenes_are_heard_together_in_a_cross_fade(tmp_path: Path) -> None:
    clips = film_of(tmp_path, [tone(60, 300), tone(60, 3_000)], Transition.CROSSFADE)
    cut(clips, tmp_path / "film.mp4", SMALL)
    sound = heard(tmp_path / "film.mp4")

    def heights(at: int) -> tuple[float, float]:
        spectrum = np.abs(np.fft.rfft(sound[at : at + 4_800]))
        return float(spectrum[28:33].max()), float(spectrum[298:303].max())

    middle = SCENE + HANDLE_FRAMES * PER_FRAME // 2 - 2_400
    assert min(heights(middle)) > 0.5 * max(heights(middle))
    low, high = heights(SCENE - 5_000)
    assert low > 20 * high
    low, high = heights(SCENE + HANDLE_FRAMES * PER_FRAME)
    assert high > 20 * low


def test_a_fade_is_silent_in_its_middle(tmp_path: Path) -> None:
    cut(film_of(tmp_path, [tone(60), tone(60)], Transition.FADE), tmp_path / "film.mp4", SMALL)
    sound = heard(tmp_path / "film.mp4")

    middle = SCENE + HANDLE_FRAMES * PER_FRAME // 2

    assert np.abs(sound[middle - 150 : middle + 150]).max() < 0.1 * np.abs(sound[: SCENE // 2]).max()


@pytest.mark.parametrize("amplitude", [100, 3_000, 30_000])
def test_every_film_is_equally_loud(tmp_path: Path, amplitude: float) -> None:
    sound = tone(FRAMES + HANDLE_FRAMES, amplitude=amplitude)

    facts = cut(film_of(tmp_path, [sound, sound]), tmp_path / "film.mp4", SMALL)

    assert facts.loudness == pytest.approx(TARGET, abs=0.3)
    assert loudness_of(tmp_path / "film.mp4") == pytest.approx(TARGET, abs=0.5)


def test_loud_peaks_are_held_and_the_rest_still_reaches_its_loudness(tmp_path: Path) -> None:
    sound = tone(180, amplitude=2_000)
    sound[::12_000] = 30_000

    plan = mastering(saved(tmp_path / "peaky.wav", sound))

    assert plan.loudness == pytest.approx(TARGET, abs=0.5)


def test_silence_stays_silence(tmp_path: Path) -> None:
    plan = mastering(saved(tmp_path / "silence.wav", clicks(60)))

    assert (plan.gain, plan.loudness) == (None, None)


def test_music_is_repeated_to_the_end_and_faded_in_and_out(tmp_path: Path) -> None:
    music = saved(tmp_path / "music.wav", tone(20, amplitude=9_000))

    cut(film_of(tmp_path, [None, None, None, None]), tmp_path / "film.mp4", SMALL, music=music)

    sound = heard(tmp_path / "film.mp4")[: 4 * SCENE]
    tenths = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(sound, 60)]
    assert min(tenths[10:38]) > 0.8 * max(tenths)
    assert tenths[0] < 0.2 * max(tenths)
    assert tenths[-1] < 0.1 * max(tenths)


def test_music_makes_room_for_the_clips_own_sound(tmp_path: Path) -> None:
    music = saved(tmp_path / "music.wav", tone(300, 300, 9_000))
    clips = film_of(tmp_path, [None, tone(60, 3_000), None])

    cut(clips, tmp_path / "film.mp4", SMALL, music=music)

    sound = heard(tmp_path / "film.mp4")

    def bed(at: int) -> float:
        return float(np.abs(np.fft.rfft(sound[at : at + 4_800]))[30])

    assert bed(SCENE + SCENE // 2) < 0.5 * bed(SCENE - 8_000)
    assert bed(3 * SCENE - 60_000) > bed(SCENE + SCENE // 2)


def test_music_without_sound_is_refused(tmp_path: Path) -> None:
    clips = film_of(tmp_path, [None])

    with pytest.raises(InputRejected, match="has no sound"):
        cut(clips, tmp_path / "film.mp4", SMALL, music=clips[0].working)


def test_a_level_knows_its_peak(tmp_path: Path) -> None:
    level = level_of(saved(tmp_path / "tone.wav", tone(60, amplitude=16_384)))

    assert level.peak == pytest.approx(0.5, abs=0.01)
