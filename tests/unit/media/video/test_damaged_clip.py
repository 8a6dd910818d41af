"""Clips that are damaged, odd or cut off: what can be decoded is used, and no clip loses its picture for its sound."""

import struct
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from domain.brief import AssetType
from domain.errors import TakeLost
from domain.ports.editor import ClipFiles
from media.audio.pcm import Samples, read_wave, write_wave
from media.decoding.files import probe
from media.decoding.files.cut_off import lacks_bytes
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.packets import video_frames
from media.video.prepare_clip import prepare
from tests.unit.media.material import TINY, a_vendors_clip, decoded_frames, left_channel, tone
from tests.unit.media.sound_files import packets, sine, write_packets

FRAMES = 45


def prepared(original: Path) -> ClipFiles:
    return prepare(original, original.parent, FRAMES, TINY)


def sound_of(files: ClipFiles) -> Samples:
    assert files.sound is not None
    return np.concatenate(list(read_wave(files.sound)))


def test_a_clip_whose_sound_changes_its_layout_midway_is_heard_to_its_end(tmp_path: Path) -> None:
    wave = sine(1)
    mono, stereo = packets([wave], "libmp3lame", "mono"), packets([wave, wave], "libmp3lame")
    timed = [(number * 24, data) for number, data in enumerate([*mono[:30], *stereo[:30]])]

    files = prepared(write_packets(tmp_path / "clip.mkv", timed, "libmp3lame", "mono", video_frames=60))

    sound = sound_of(files)[:, 0].astype(np.float64)
    one, other = np.square(sound[10_000:30_000]).mean(), np.square(sound[40_000:60_000]).mean()
    assert files.sound_error is None
    assert other == pytest.approx(one, rel=0.05)
    assert one > 1_000


def test_a_clip_whose_sound_cannot_be_decoded_keeps_its_picture_and_says_why(tmp_path: Path) -> None:
    timed = [(number * 24, bytes(len(data))) for number, data in enumerate(packets([sine(1)] * 2, "libmp3lame"))]

    files = prepared(write_packets(tmp_path / "clip.mkv", timed, "libmp3lame", video_frames=60))

    assert len(decoded_frames(files.working)) == FRAMES
    assert files.sound is None
    assert files.sound_error is not None
    assert "cannot be decoded" in files.sound_error


def test_a_clip_whose_sound_has_an_unknown_codec_keeps_its_picture_and_says_why(tmp_path: Path) -> None:
    clip = write_packets(tmp_path / "clip.mkv", [(0, packets([sine(1)] * 2)[0])], video_frames=60)
    clip.write_bytes(clip.read_bytes().replace(b"A_PCM/INT/LIT", b"A_XYZ/INT/LIT"))

    files = prepared(clip)

    assert files.sound is None
    assert files.sound_error == "the codec of its sound is not supported"


def test_a_clip_with_an_empty_sound_track_is_silent_without_an_error(tmp_path: Path) -> None:
    files = prepared(write_packets(tmp_path / "clip.mkv", [], video_frames=60))

    assert (files.sound, files.sound_error) == (None, None)


def test_a_clip_with_damaged_pictures_is_shown_as_far_as_it_can_be_decoded(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4", sound=tone(60))
    data = bytearray(clip.read_bytes())
    middle = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 3
    data[middle : middle + 300] = bytes(300)
    clip.write_bytes(data)

    files = prepared(clip)

    assert len(decoded_frames(files.working)) == FRAMES
    assert len(decoded_frames(files.tail)) == 15
    assert np.abs(left_channel(files.tail)).max() > 0.05


def test_a_clip_that_was_trimmed_by_an_edit_list_is_not_cut_off(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4", key_frames=6)
    data = bytearray(clip.read_bytes())
    # The list's only entry begins after 8 bytes of version, flags and count: its length, of 48,000 units a second.
    at = data.index(b"elst") + 12
    assert struct.unpack(">I", data[at : at + 4]) == (96_000,)
    struct.pack_into(">I", data, at, 32_000)
    clip.write_bytes(data)

    files = prepared(clip)

    shown = decoded_frames(files.working)
    held = [np.abs(frame.astype(int) - shown[-1]).mean() < 1 for frame in shown]
    assert held.index(True) == pytest.approx(19, abs=1)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.avi"])
def test_a_file_is_cut_off_if_its_container_says_that_it_is_longer(tmp_path: Path, name: str) -> None:
    whole = a_vendors_clip(tmp_path / name, sound=tone(60))
    data = whole.read_bytes()
    assert not lacks_bytes(whole)

    whole.write_bytes(data[: len(data) * 9 // 10])
    assert lacks_bytes(whole)

    whole.write_bytes(data + b"What follows is of no container.")
    assert not lacks_bytes(whole)


def test_a_wav_whose_header_counts_itself_is_not_cut_off(tmp_path: Path) -> None:
    """Some writers give the size of the file, where RIFF wants that of what follows its first 8 bytes."""
    sound = tmp_path / "sound.wav"
    write_wave(sound, [tone(30)])
    data = bytearray(sound.read_bytes())
    struct.pack_into("<I", data, 4, len(data))
    sound.write_bytes(data)

    assert not lacks_bytes(sound)
    sound.write_bytes(data[:-100])
    assert lacks_bytes(sound)


def test_a_recording_of_unknown_length_is_not_cut_off(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mkv", live=True)

    assert not lacks_bytes(clip)
    assert prepared(clip).frames == FRAMES


def test_a_matroska_clip_that_is_cut_off_is_lost(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mkv", frames=72, sound=tone(90))
    data = clip.read_bytes()
    clip.write_bytes(data[: len(data) // 3])

    with pytest.raises(TakeLost, match="is cut off"):
        prepared(clip)


def test_an_avi_without_times_of_presentation_is_shown_in_order(tmp_path: Path) -> None:
    """AVI has times of decoding only; H.264's frames come in another order."""
    clip = a_vendors_clip(tmp_path / "clip.avi", frames=60)

    with open_media(clip) as container:
        video = first_video(container)
        assert video is not None
        times = [frame.time for frame in video_frames(container, video)]

    assert len(times) == 60
    assert sum(one is not None and other is not None and other > one for one, other in pairwise(times)) >= 57


def test_a_video_begins_with_the_first_frame_that_decodes_whatever_the_packets_before_it_raise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([av.error.PatchWelcomeError(0, "not supported"), av.error.InvalidDataError(0, "damaged")])

    def decode_after_errors(packet: "av.Packet[av.VideoStream]") -> list[av.VideoFrame]:
        frames = packet.decode()
        if error := next(errors, None):
            raise error
        return frames

    monkeypatch.setattr(probe, "decode", decode_after_errors)

    assert probe.probe_file(a_vendors_clip(tmp_path / "clip.mp4")).type is AssetType.VIDEO
