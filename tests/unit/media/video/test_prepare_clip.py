"""Clips of vendors and clients become working clips."""

import wave
from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputRejected, TakeLost
from domain.film_format import HANDLE_FRAMES, FilmFormat
from domain.ports.editor import ClipFiles
from media.animatic.render import draw_clip
from media.audio.pcm import FRAME_SAMPLES, read_wave
from media.video.encode import made_by_us
from media.video.prepare_clip import prepare
from tests.unit.media.material import (
    SMALL,
    TINY,
    FramePlanes,
    a_photo,
    a_shot,
    a_vendors_clip,
    an_own_clip,
    clicks,
    decoded_frames,
    key_frame_numbers,
    left_channel,
    size_frames_seconds,
    tone,
    with_sound,
)


def prepared(original: Path, frames: int = 45, format: FilmFormat = TINY) -> ClipFiles:
    return prepare(original, original.parent, frames, format)


def is_copied(original: Path, files: ClipFiles) -> bool:
    """Compare the pixels: encoding again changes them."""
    parts = decoded_frames(files.working) + decoded_frames(files.tail)
    whole = decoded_frames(original)
    return len(whole) == len(parts) and all(np.array_equal(*pair) for pair in zip(whole, parts, strict=True))


def bar_position(planes: FramePlanes) -> float:
    """Return where the white bar is, from 0 to 1."""
    row = planes[SMALL.height // 2, : SMALL.width].astype(np.float32)
    return float(np.argmax(np.convolve(row, np.ones(5), "same"))) / SMALL.width


def test_a_vendors_clip_gets_the_films_size_rate_length_and_headers(tmp_path: Path) -> None:
    files = prepared(a_vendors_clip(tmp_path / "clip.mp4", frames=60))

    for part, frames, key_frames in ((files.working, 45, [0, HANDLE_FRAMES]), (files.tail, HANDLE_FRAMES, [0])):
        size, shown, seconds = size_frames_seconds(part)
        assert (size, shown) == ((TINY.width, TINY.height), frames)
        assert seconds == pytest.approx(frames / 30)
        assert key_frame_numbers(part) == key_frames
        assert made_by_us(part, TINY)


def test_the_tail_continues_where_the_working_clip_ends(tmp_path: Path) -> None:
    files = prepared(a_vendors_clip(tmp_path / "clip.mp4", size=(180, 320), frames=72, rate=30), format=SMALL)

    before, after = decoded_frames(files.working), decoded_frames(files.tail)

    places = [bar_position(planes) for planes in (*before[-3:], *after[:3])]
    assert places == sorted(places)
    assert places[-1] - places[0] == pytest.approx(5 / 72, abs=0.02)


def test_a_short_clip_holds_its_last_frame(tmp_path: Path) -> None:
    files = prepared(a_vendors_clip(tmp_path / "clip.mp4", frames=24), frames=60)

    shown = decoded_frames(files.working)

    assert len(shown) == 60
    assert np.abs(shown[40].astype(int) - shown[59].astype(int)).mean() < 1


def test_an_animatic_is_copied_without_encoding_it_again(tmp_path: Path) -> None:
    draw_clip(a_shot(), tmp_path / "clip.mp4")

    assert is_copied(tmp_path / "clip.mp4", prepared(tmp_path / "clip.mp4"))


def test_a_clip_of_our_encoder_with_another_length_is_encoded_again(tmp_path: Path) -> None:
    original = an_own_clip(tmp_path / "clip.mp4", 50)

    files = prepared(original, frames=40)

    assert not is_copied(original, files)
    assert size_frames_seconds(files.working)[1] == 40


def test_a_clip_of_our_encoder_with_another_size_is_encoded_again(tmp_path: Path) -> None:
    files = prepared(an_own_clip(tmp_path / "clip.mp4", 45), format=FilmFormat(width=160, height=96))

    assert size_frames_seconds(files.working)[0] == (160, 96)


def test_a_clip_without_sound_gets_no_sound_file(tmp_path: Path) -> None:
    assert prepared(a_vendors_clip(tmp_path / "clip.mp4")).sound is None
    assert not (tmp_path / "sound.wav").exists()


@pytest.mark.parametrize("seconds", [0.5, 1.5, 4.0])
def test_the_sound_is_exactly_as_long_as_the_video(tmp_path: Path, seconds: float) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", sound=tone(round(seconds * 30))))

    with wave.open(str(tmp_path / "sound.wav")) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (48_000, 2, 2)
        assert sound.getnframes() == 45 * FRAME_SAMPLES


def test_the_handle_keeps_the_sound_that_follows(tmp_path: Path) -> None:
    silent = an_own_clip(tmp_path / "silent.mp4", 45)
    files = prepared(with_sound(silent, clicks(60, 45 * FRAME_SAMPLES + 5_000), tmp_path / "clip.mp4"))

    handle = left_channel(files.tail)

    assert len(handle) == HANDLE_FRAMES * FRAME_SAMPLES
    assert int(np.argmax(np.abs(handle))) == 5_000


def test_sound_that_begins_late_keeps_its_time(tmp_path: Path) -> None:
    files = prepared(a_vendors_clip(tmp_path / "clip.mp4", sound=clicks(30, 6_000), sound_from=0.5))

    assert files.sound is not None
    sound = np.concatenate(list(read_wave(files.sound)))[:, 0]
    loud = np.nonzero(np.abs(sound.astype(int)) > 8_000)[0]
    assert int(loud[0]) == pytest.approx(24_000 + 6_000, abs=2)


def test_a_rotated_clip_is_shown_upright(tmp_path: Path) -> None:
    files = prepared(a_vendors_clip(tmp_path / "clip.mp4", size=(160, 96), rotation=-90))

    luma = decoded_frames(files.working)[20][: TINY.height]

    # The stored bar is vertical; rotated it is horizontal: rows differ, columns do not.
    assert luma.mean(axis=1).std() > 10 * luma.mean(axis=0).std()


def test_metadata_that_is_not_utf8_is_accepted(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4")
    clip.write_bytes(clip.read_bytes().replace(b"VideoHandler", b"Video\xffandler"))

    assert prepared(clip).frames == 45


def test_a_picture_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="is not a video"):
        prepared(a_photo(tmp_path / "clip.png"))


def test_a_web_page_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("<html>gone</html>")

    with pytest.raises(InputRejected, match="text/html"):
        prepared(tmp_path / "clip.mp4")


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_clip_that_is_cut_off_is_lost_and_leaves_no_working_clip(tmp_path: Path, part: float) -> None:
    (tmp_path / "whole").mkdir()
    # The index of a working clip precedes its frames: the file opens however much is missing at its end.
    draw_clip(a_shot(a_photo(tmp_path / "p.png")), tmp_path / "whole/original.mp4")
    data = prepared(tmp_path / "whole/original.mp4").working.read_bytes()
    (tmp_path / "clip.mp4").write_bytes(data[: int(len(data) * part)])

    with pytest.raises(TakeLost, match=r"clip\.mp4"):
        prepared(tmp_path / "clip.mp4")
    assert not (tmp_path / "working.mp4").exists()
