"""Any sound that a file may hold: layouts, rates, formats that change, gaps and damage."""

from pathlib import Path

import av
import numpy as np
import pytest

from domain.brief import AssetType
from domain.errors import InputRejected
from domain.film_format import SAMPLE_RATE
from media.audio.pcm import Samples, samples_to_frame
from media.decoding.files.probe import probe_file
from media.decoding.sounds.timeline import placed_samples
from media.decoding.streams.packets import Damage
from tests.unit.media.sound_files import LEFT, RIGHT, Wave, heard, packets, sine, write_caf, write_packets, write_sound


def level(sound: Wave) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


def longest_silence(sound: Wave) -> int:
    """Return the samples of the longest part without sound."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > 20)
    return int(np.diff(loud, prepend=0, append=len(sound)).max())


def test_a_mono_sound_is_as_loud_as_the_same_sound_in_stereo(tmp_path: Path) -> None:
    wave = sine(0.5)

    mono = heard(write_sound(tmp_path / "mono.wav", [wave], layout="mono"))

    assert np.array_equal(mono, heard(write_sound(tmp_path / "stereo.wav", [wave, wave])))
    assert np.array_equal(mono[:, 0], wave)


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 96_000, 192_000])
def test_a_sound_of_any_rate_keeps_its_length_and_level(tmp_path: Path, rate: int) -> None:
    wave = sine(0.08, rate=rate)

    sound = heard(write_sound(tmp_path / "sound.wav", [wave, wave], rate=rate))

    assert len(sound) == round(0.08 * SAMPLE_RATE)
    assert level(sound) == pytest.approx(level(wave), rel=0.01)


@pytest.mark.parametrize("layout", ["2.1", "quad", "5.1", "7.1", "6 channels", "9 channels", "ambisonic 1"])
def test_more_channels_are_mixed_without_clipping(tmp_path: Path, layout: str) -> None:
    wave = sine(0.2, amplitude=30_000)
    channels = [wave] * av.AudioLayout(layout).nb_channels

    sound = heard(write_sound(tmp_path / "sound.mkv", channels, layout=layout))

    assert 0.4 * level(wave) < level(sound[:, 0]) <= 1.01 * level(wave)
    assert np.abs(np.diff(sound[:, 0].astype(np.int32))).max() < 2_000


def test_channels_in_an_order_of_their_own_are_put_in_place(tmp_path: Path) -> None:
    left, right = sine(0.2, amplitude=2_000), sine(0.2, amplitude=9_000)

    path = write_caf(tmp_path / "sound.caf", {RIGHT: right, LEFT: left})
    assert probe_file(path).type is AssetType.AUDIO
    sound = heard(path)

    assert np.array_equal(sound[:, 0], left)
    assert np.array_equal(sound[:, 1], right)


def test_a_sound_whose_layout_changes_midway_is_heard_to_its_end(tmp_path: Path) -> None:
    wave = sine(1)
    mono = write_sound(tmp_path / "mono.mp3", [wave], "libmp3lame", "mono")
    stereo = write_sound(tmp_path / "stereo.mp3", [wave, wave], "libmp3lame")
    joined = tmp_path / "joined.mp3"
    joined.write_bytes(mono.read_bytes() + stereo.read_bytes())

    sound = heard(joined)[:, 0]

    assert len(sound) == pytest.approx(2 * SAMPLE_RATE, abs=5_000)
    assert level(sound[10_000:40_000]) == pytest.approx(level(wave), rel=0.06)
    assert level(sound[-40_000:-10_000]) == pytest.approx(level(sound[10_000:40_000]), rel=0.01)


def test_a_sound_whose_rate_changes_midway_is_heard_to_its_end(tmp_path: Path) -> None:
    parts = [
        write_sound(tmp_path / f"{rate}.aac", [sine(1, rate=rate)] * 2, "aac", rate=rate, format="adts")
        for rate in (44_100, 24_000, 48_000)
    ]
    joined = tmp_path / "joined.aac"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))

    sound = heard(joined)[:, 0]

    assert len(sound) == pytest.approx(3 * SAMPLE_RATE, abs=10_000)
    for second in (0, 1, 2):
        middle = second * SAMPLE_RATE + 12_000
        assert np.argmax(np.abs(np.fft.rfft(sound[middle : middle + 24_000]))) == pytest.approx(220, abs=1)


def test_a_gap_is_silent_and_what_follows_is_at_its_time(tmp_path: Path) -> None:
    blocks = packets([sine(1, 375)] * 2)
    timed = [(number * 1024 // 48 + (500 if number >= 20 else 0), data) for number, data in enumerate(blocks)]

    sound = heard(write_packets(tmp_path / "gap.mkv", timed))[:, 0]

    assert len(sound) == pytest.approx(1.5 * SAMPLE_RATE, abs=48)
    assert longest_silence(sound) == pytest.approx(SAMPLE_RATE // 2, abs=100)


def test_the_edges_of_a_gap_are_no_clicks(tmp_path: Path) -> None:
    blocks = packets([sine(1, 375, amplitude=20_000)] * 2)
    # 10.5 blocks of 1,024 samples: the sine is cut at its height.
    timed = [(number * 1024 // 48 + (500 if number >= 20 else 0), data) for number, data in enumerate(blocks)]

    sound = heard(write_packets(tmp_path / "gap.mkv", timed))[:, 0].astype(np.int32)

    assert np.abs(np.diff(sound)).max() <= 1.1 * np.abs(np.diff(sine(1, 375, amplitude=20_000).astype(np.int32))).max()


def placed(*parts: tuple[float, Wave]) -> Samples:
    """Place waves at these seconds, each in frames of 1,024 samples."""
    frames = []
    for seconds, wave in parts:
        for at in range(0, len(wave), 1024):
            frame = samples_to_frame(np.stack([wave[at : at + 1024]] * 2, axis=1), round(seconds * SAMPLE_RATE) + at)
            frames.append(frame)
    return np.concatenate(list(placed_samples(frames, Damage())))


def test_two_sounds_at_one_time_do_not_delay_what_follows() -> None:
    one, other = sine(0.5, 375, 20_000), sine(0.5, 375, 20_000)

    sound = placed((0, one), (0.45, other))[:, 0].astype(np.int32)

    assert len(sound) == round(0.95 * SAMPLE_RATE)
    assert np.abs(np.diff(sound)).max() <= 1.1 * np.abs(np.diff(one.astype(np.int32))).max()


@pytest.mark.parametrize("seconds", [0.0, -50.0, 4_000.0])
def test_times_that_jump_do_not_silence_what_follows(seconds: float) -> None:
    sound = placed((0, sine(0.5)), (seconds, sine(0.5)))

    assert len(sound) == SAMPLE_RATE
    assert longest_silence(sound[:, 0]) < 100


def test_times_that_are_rounded_leave_no_holes() -> None:
    wave = sine(1)
    frames = [(round(at / SAMPLE_RATE, 2), wave[at : at + 1024]) for at in range(0, SAMPLE_RATE, 1024)]

    assert np.array_equal(placed(*frames)[:, 0], wave)


def test_damaged_packets_are_left_out_and_time_is_kept(tmp_path: Path) -> None:
    blocks = packets([sine(1)] * 2, "libmp3lame")
    times = [number * 1152 // 48 for number in range(len(blocks))]
    damaged = [bytes(len(data)) if number in (12, 20) else data for number, data in enumerate(blocks)]
    path = write_packets(tmp_path / "damaged.mkv", zip(times, damaged, strict=True), "libmp3lame")

    whole = heard(write_packets(tmp_path / "whole.mkv", zip(times, blocks, strict=True), "libmp3lame"))
    sound = heard(path)

    assert len(sound) == pytest.approx(len(whole), abs=48)
    later = slice(30_000, 40_000)
    assert np.abs(sound[later].astype(np.int32) - whole[later]).max() < 3_000
    assert longest_silence(sound[:, 0]) > 400


def test_sound_of_which_nothing_can_be_decoded_is_rejected(tmp_path: Path) -> None:
    blocks = packets([sine(1)] * 2, "libmp3lame")
    timed = [(number * 24, bytes(len(data))) for number, data in enumerate(blocks)]

    with pytest.raises(InputRejected, match="no sound that can be decoded"):
        heard(write_packets(tmp_path / "damaged.mkv", timed, "libmp3lame"))


def test_aac_in_mp4_is_as_long_as_what_was_encoded(tmp_path: Path) -> None:
    wave = sine(0.5)

    assert len(heard(write_sound(tmp_path / "sound.m4a", [wave, wave], "aac"))) == len(wave)
