"""The sound of a film: its timing, transitions, loudness and music."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE, Transition
from domain.job.sound.music import MusicBed
from domain.job.takes.left_out import Ingredient
from domain.music.styles import Style
from domain.ports.editor import CutClip, CutPlan
from media.audio.loudness import TARGET, mastered_frames, mastering_gain, measure_frames
from media.audio.mix import clips_sound
from media.audio.music import repeated_music
from media.audio.pcm import FRAME_SAMPLES, SampleReader, Samples, samples_to_frame, write_wave
from media.music.compose import write_bed
from media.music.in_time import write_music
from media.video.cut_film import cut
from media.video.encode import read_packets, write_mp4
from tests.unit.media.material import TINY, a_cut_clip, clicks, left_channel, tone

FRAMES = 45
SCENE = FRAMES * FRAME_SAMPLES
Channel = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def clips_with(folder: Path, sounds: Sequence[Samples | None], kind: Transition = Transition.CUT) -> list[CutClip]:
    """Prepare a clip for each of the sounds; clips without sound are the same."""
    silent = a_cut_clip(folder, "silent", frames=FRAMES, transition=kind)
    return [
        silent if sound is None else a_cut_clip(folder, f"s{n}", frames=FRAMES, sound=sound, transition=kind)
        for n, sound in enumerate(sounds)
    ]


def film_sound(folder: Path, clips: Sequence[CutClip], music: Path | None = None) -> Channel:
    playable = None if music is None else folder / "as-long-as-the-film.wav"
    if music is not None and playable is not None:
        write_music(music, playable, sum(clip.frames for clip in clips), ())
    cut(CutPlan(clips=tuple(clips), music=playable), folder / "film.mp4", TINY)
    return left_channel(folder / "film.mp4")


def saved(path: Path, sound: Samples) -> Path:
    write_wave(path, [sound])
    return path


def click_at(sound: Channel) -> int:
    """Return the first sample of a click."""
    return int(np.argmax(np.abs(sound) > 0.3 * np.abs(sound).max()))


def loudness_of(sound: Channel) -> float:
    samples = (np.stack([sound, sound], axis=1) * 32767).astype(np.int16)
    loudness = measure_frames(
        samples_to_frame(samples[at : at + SAMPLE_RATE], at) for at in range(0, len(samples), SAMPLE_RATE)
    )
    assert loudness is not None
    return loudness


@pytest.mark.parametrize(
    ("kind", "click"), [(Transition.CUT, 0), (Transition.CROSSFADE, HANDLE_FRAMES), (Transition.FADE, HANDLE_FRAMES)]
)
def test_sound_stays_in_step_with_every_scene(tmp_path: Path, kind: Transition, click: int) -> None:
    one = a_cut_clip(tmp_path, "s", frames=20, sound=clicks(20 + HANDLE_FRAMES, click * FRAME_SAMPLES), transition=kind)

    sound = film_sound(tmp_path, [one] * 8)

    for number in range(8):
        place = (number * 20 + click) * FRAME_SAMPLES
        # From a little before: AAC spreads a click by some samples to both sides.
        start = max(0, place - 100)
        assert click_at(sound[start : start + 4_000]) + start == pytest.approx(place, abs=2)


def test_the_track_is_exactly_as_long_as_the_video(tmp_path: Path) -> None:
    sound = film_sound(tmp_path, clips_with(tmp_path, [tone(FRAMES + HANDLE_FRAMES), None]))

    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.streams.audio[0].duration == 2 * SCENE
        assert container.duration == 3_000_000
    # AAC comes in frames of 1,024: what a decoder gives beyond the end is silence.
    beyond = sound[2 * SCENE :]
    assert len(beyond) < 1_024
    assert not beyond.any()


def test_a_scene_without_sound_is_silent_between_others(tmp_path: Path) -> None:
    sound = film_sound(
        tmp_path, clips_with(tmp_path, [tone(FRAMES + HANDLE_FRAMES), None, tone(FRAMES + HANDLE_FRAMES)])
    )

    assert np.abs(sound[SCENE + 4_000 : 2 * SCENE - 4_000]).max() < 0.001
    assert np.abs(sound[2 * SCENE + 4_000 :]).max() > 0.1


def test_two_scenes_are_heard_together_in_a_cross_fade(tmp_path: Path) -> None:
    sound = film_sound(tmp_path, clips_with(tmp_path, [tone(60, 300), tone(60, 3_000)], Transition.CROSSFADE))

    def heights(at: int) -> tuple[float, float]:
        spectrum = np.abs(np.fft.rfft(sound[at : at + 4_800]))
        return float(spectrum[28:33].max()), float(spectrum[298:303].max())

    middle = SCENE + HANDLE_FRAMES * FRAME_SAMPLES // 2 - 2_400
    assert min(heights(middle)) > 0.5 * max(heights(middle))
    low, high = heights(SCENE - 5_000)
    assert low > 20 * high
    low, high = heights(SCENE + HANDLE_FRAMES * FRAME_SAMPLES)
    assert high > 20 * low


def test_a_fade_is_silent_in_its_middle(tmp_path: Path) -> None:
    sound = film_sound(tmp_path, clips_with(tmp_path, [tone(60), tone(60)], Transition.FADE))

    middle = SCENE + HANDLE_FRAMES * FRAME_SAMPLES // 2

    assert np.abs(sound[middle - 150 : middle + 150]).max() < 0.1 * np.abs(sound[: SCENE // 2]).max()


@pytest.mark.parametrize("amplitude", [100, 3_000, 30_000])
def test_every_film_is_equally_loud(tmp_path: Path, amplitude: float) -> None:
    sound = film_sound(tmp_path, clips_with(tmp_path, [tone(FRAMES + HANDLE_FRAMES, amplitude=amplitude)]))

    assert loudness_of(sound) == pytest.approx(TARGET, abs=0.5)


def test_limited_peaks_leave_the_loudness_at_its_target(tmp_path: Path) -> None:
    sound = tone(180, amplitude=2_000)
    sound[::12_000] = 30_000
    wave = saved(tmp_path / "peaky.wav", sound)

    gain = mastering_gain(wave)

    mastered = np.concatenate([frame.to_ndarray()[0] for frame in mastered_frames(wave, gain)])
    assert loudness_of(mastered) == pytest.approx(TARGET, abs=0.5)
    assert np.abs(mastered).max() <= 0.85


def test_encoding_adds_noise_only_far_below_what_is_heard(tmp_path: Path) -> None:
    bed, clip = tmp_path / "bed.wav", a_cut_clip(tmp_path, "silent", frames=120)
    write_bed(MusicBed(name="bed", style=Style.WARM, tempo=90, seed=1), (60,), 120, bed)

    write_mp4(tmp_path / "film.mp4", clip.working, read_packets(clip.working), mastered_frames(bed, None))

    mixed, heard = left_channel(bed), left_channel(tmp_path / "film.mp4")[: 120 * FRAME_SAMPLES]
    # What voices are understood by; nobody hears as much in higher tones.
    assert power(mixed, 300, 4_000) > 200 * power(heard - mixed, 300, 4_000)


def power(sound: Channel, lowest: float, highest: float) -> float:
    spectrum, hertz = np.abs(np.fft.rfft(sound)) ** 2, np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    return float(spectrum[(hertz >= lowest) & (hertz < highest)].sum())


def test_silence_stays_silence(tmp_path: Path) -> None:
    assert mastering_gain(saved(tmp_path / "silence.wav", clicks(60))) is None


def test_music_is_repeated_to_the_end_and_faded_out(tmp_path: Path) -> None:
    music = saved(tmp_path / "music.wav", tone(20, amplitude=9_000))

    sound = film_sound(tmp_path, clips_with(tmp_path, [None, None, None, None]), music)[: 4 * SCENE]

    tenths = [float(np.sqrt(np.mean(part**2))) for part in np.array_split(sound, 60)]
    assert min(tenths[10:38]) > 0.8 * max(tenths)
    assert tenths[-1] < 0.1 * max(tenths)


def test_music_is_lowered_under_the_clips_own_sound(tmp_path: Path) -> None:
    music = saved(tmp_path / "music.wav", tone(300, 300, 9_000))

    sound = film_sound(tmp_path, clips_with(tmp_path, [None, tone(60, 3_000), None]), music)

    def music_level(at: int) -> float:
        return float(np.abs(np.fft.rfft(sound[at : at + 4_800]))[30])

    assert music_level(SCENE + SCENE // 2) < 0.5 * music_level(SCENE - 8_000)
    assert music_level(3 * SCENE - 60_000) > music_level(SCENE + SCENE // 2)


@pytest.mark.parametrize("damage", ["has no sound", "cannot be"])
def test_music_that_cannot_be_used_is_refused(tmp_path: Path, damage: str) -> None:
    music = tmp_path / "music.mp3"
    if damage == "has no sound":
        music = a_cut_clip(tmp_path, "silent", frames=FRAMES).working
    else:
        music.write_bytes(b"no music at all" * 100)

    with pytest.raises(InputRejected, match=damage):
        write_music(music, tmp_path / "music.wav", FRAMES, ())


def test_a_film_is_cut_without_music_that_is_broken(tmp_path: Path) -> None:
    clips = tuple(clips_with(tmp_path, [tone(FRAMES + HANDLE_FRAMES, amplitude=3_000)]))
    (tmp_path / "music.wav").write_bytes(b"no music at all" * 100)

    (left_out,) = cut(CutPlan(clips=clips, music=tmp_path / "music.wav"), tmp_path / "film.mp4", TINY).left_out

    assert left_out.what is Ingredient.MUSIC
    cut(CutPlan(clips=clips), tmp_path / "plain.mp4", TINY)
    assert np.array_equal(left_channel(tmp_path / "film.mp4"), left_channel(tmp_path / "plain.mp4"))


def joined(folder: Path, *sounds: Samples | None) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return the left channel of clips that follow each other by hard cuts, before it is encoded."""
    return np.concatenate(list(clips_sound(clips_with(folder, sounds))))[:, 0].astype(np.int32)


def steepness(hertz: float) -> float:
    """Return the largest step between two samples of a sine of 20,000."""
    return 20_000 * 2 * np.pi * hertz / SAMPLE_RATE


def steepest(sound: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> int:
    return int(np.abs(np.diff(sound, prepend=0, append=0)).max())


@pytest.mark.parametrize("phase", [0.25, 0.6])
@pytest.mark.parametrize("other", [None, 700.0])
def test_a_hard_cut_is_not_steeper_than_the_sounds_themselves(
    tmp_path: Path, phase: float, other: float | None
) -> None:
    length = FRAMES + HANDLE_FRAMES
    at = np.arange(length * FRAME_SAMPLES) / SAMPLE_RATE + phase / 440
    wave = (20_000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)
    next_one = None if other is None else tone(length, other, 20_000)

    sound = joined(tmp_path, np.stack([wave, wave], axis=1), next_one)

    assert len(sound) == 2 * SCENE
    assert steepest(sound) <= 1.02 * steepness(max(440, other or 0))


def test_a_sound_that_goes_on_through_a_hard_cut_is_not_changed(tmp_path: Path) -> None:
    whole = tone(2 * FRAMES + HANDLE_FRAMES, 433, 20_000)

    sound = joined(tmp_path, whole[: SCENE + HANDLE_FRAMES * FRAME_SAMPLES], whole[SCENE:])

    assert np.abs(sound[1_000 : 2 * SCENE - 1_000] - whole[1_000 : 2 * SCENE - 1_000, 0]).max() <= 1


def test_a_sound_that_ends_within_its_clip_ends_without_a_click(tmp_path: Path) -> None:
    short = tone(20, 431, 20_000)[: 20 * FRAME_SAMPLES - 437]

    sound = joined(tmp_path, short, None)

    assert steepest(sound) <= 1.02 * steepness(431)


def test_music_is_repeated_without_a_click(tmp_path: Path) -> None:
    music = saved(tmp_path / "music.wav", tone(20, 431, 20_000)[:-437])

    sound = SampleReader(repeated_music(music)).read(3 * SAMPLE_RATE)[:, 0].astype(np.int32)

    assert np.abs(np.diff(sound)).max() <= 1.02 * steepness(431)


@pytest.mark.parametrize("samples", [0, 10, 4_000])
def test_music_that_is_hardly_a_sound_is_refused(tmp_path: Path, samples: int) -> None:
    music = saved(tmp_path / "music.wav", tone(3)[:samples])

    with pytest.raises(InputRejected, match=r"music\.wav"):
        write_music(music, tmp_path / "out.wav", FRAMES, ())
