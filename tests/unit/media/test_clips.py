import wave
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import InputRejected, TakeLost
from domain.film_format import HANDLE_FRAMES, FilmFormat
from media.animatic.render import draw_clip
from media.audio.pcm import PER_FRAME, read_wave
from media.video.encode import own_headers
from media.video.h264_headers import parameter_sets
from media.video.prepare_clip import Prepared, prepare, probe
from tests.unit.media.material import (
    SMALL,
    Picture,
    a_photo,
    a_shot,
    a_vendors_clip,
    clicks,
    heard,
    key_numbers,
    pictures,
    tone,
    with_sound,
)


def prepared(original: Path, frames: int = 45, format: FilmFormat = SMALL) -> Prepared:
    folder = original.parent
    return prepare(original, folder / "working.mp4", folder / "tail.mp4", folder / "sound.wav", frames, format)


def an_animatic(path: Path, frames: int = 45) -> Path:
    draw_clip(a_shot(frames=frames), path, lambda _: None)
    return path


def bar(picture: Picture) -> float:
    """Where the white bar stands, from 0 to 1."""
    row = picture[SMALL.height // 2, : SMALL.width].astype(np.float32)
    return float(np.argmax(np.convolve(row, np.ones(5), "same"))) / SMALL.width


def test_a_vendors_clip_gets_the_films_size_rate_and_exact_length(tmp_path: Path) -> None:
    done = prepared(a_vendors_clip(tmp_path / "clip.mp4", frames=60))

    assert not done.copied
    for part, frames in (("working.mp4", 45), ("tail.mp4", HANDLE_FRAMES)):
        facts = probe(tmp_path / part)
        assert (facts.width, facts.height, facts.frames) == (SMALL.width, SMALL.height, frames)
        assert facts.seconds == pytest.approx(frames / 30)


def test_working_clip_and_tail_have_the_headers_of_our_encoder(tmp_path: Path) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4"))

    for part in ("working.mp4", "tail.mp4"):
        with av.open(str(tmp_path / part)) as container:
            header = container.streams.video[0].codec_context.extradata
        assert header is not None
        assert parameter_sets(header) == own_headers(SMALL)
        assert len(own_headers(SMALL)) == 2
    assert key_numbers(tmp_path / "working.mp4") == [0, HANDLE_FRAMES]
    assert key_numbers(tmp_path / "tail.mp4") == [0]


def test_the_tail_goes_on_where_the_working_clip_ends(tmp_path: Path) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", size=(180, 320), frames=72, rate=30), frames=45)

    before, after = pictures(tmp_path / "working.mp4"), pictures(tmp_path / "tail.mp4")

    places = [bar(picture) for picture in (*before[-3:], *after[:3])]
    assert places == sorted(places)
    assert places[-1] - places[0] == pytest.approx(5 / 72, abs=0.02)


def test_a_short_clip_holds_its_last_frame(tmp_path: Path) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", frames=24), frames=60)

    shown = pictures(tmp_path / "working.mp4")

    assert len(shown) == 60
    assert np.abs(shown[40].astype(int) - shown[59].astype(int)).mean() < 1


def test_an_animatic_is_copied_and_not_encoded_again(tmp_path: Path) -> None:
    original = an_animatic(tmp_path / "clip.mp4")

    done = prepared(original)

    assert done.copied
    whole = pictures(original)
    parts = pictures(tmp_path / "working.mp4") + pictures(tmp_path / "tail.mp4")
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))


def test_an_animatic_of_another_length_is_encoded_again(tmp_path: Path) -> None:
    done = prepared(an_animatic(tmp_path / "clip.mp4", frames=50), frames=40)

    assert not done.copied
    assert probe(tmp_path / "working.mp4").frames == 40


def test_the_same_settings_at_another_size_are_encoded_again(tmp_path: Path) -> None:
    done = prepared(an_animatic(tmp_path / "clip.mp4"), format=FilmFormat(width=320, height=180))

    assert not done.copied


def test_a_clip_without_sound_leaves_no_sound_file(tmp_path: Path) -> None:
    done = prepared(a_vendors_clip(tmp_path / "clip.mp4"))

    assert not done.has_sound
    assert not (tmp_path / "sound.wav").exists()


@pytest.mark.parametrize("seconds", [0.5, 1.5, 4.0])
def test_sound_is_exactly_as_long_as_the_picture(tmp_path: Path, seconds: float) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", sound=tone(round(seconds * 30))))

    with wave.open(str(tmp_path / "sound.wav")) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (48_000, 2, 2)
        assert sound.getnframes() == 45 * PER_FRAME


def test_the_handle_keeps_the_sound_that_follows(tmp_path: Path) -> None:
    sound = clicks(60, 45 * PER_FRAME + 5_000)
    prepared(with_sound(an_animatic(tmp_path / "silent.mp4"), sound, tmp_path / "clip.mp4"))

    beyond = heard(tmp_path / "tail.mp4")

    assert len(beyond) == HANDLE_FRAMES * PER_FRAME
    assert int(np.argmax(np.abs(beyond))) == 5_000


def test_sound_that_begins_late_stands_at_its_own_time(tmp_path: Path) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", sound=clicks(30, 6_000), sound_from=0.5))

    sound = np.concatenate(list(read_wave(tmp_path / "sound.wav")))[:, 0]

    loud = np.nonzero(np.abs(sound.astype(int)) > 8_000)[0]
    assert int(loud[0]) == pytest.approx(24_000 + 6_000, abs=2)


def test_a_clip_that_was_filmed_lying_is_turned(tmp_path: Path) -> None:
    prepared(a_vendors_clip(tmp_path / "clip.mp4", size=(320, 180), turned=-90, frames=48))

    middle = pictures(tmp_path / "working.mp4")[20][: SMALL.height]

    # The upright bar lies once the picture is turned: rows differ, columns do not.
    assert middle.mean(axis=1).std() > 10 * middle.mean(axis=0).std()


def test_probing_tells_what_a_file_holds(tmp_path: Path) -> None:
    facts = probe(a_vendors_clip(tmp_path / "clip.mp4", frames=36, sound=tone(30)))

    assert (facts.width, facts.height, facts.frames, facts.has_audio) == (320, 240, 36, True)
    assert facts.seconds == pytest.approx(1.5)


def test_names_inside_a_clip_need_not_be_text(tmp_path: Path) -> None:
    clip = a_vendors_clip(tmp_path / "clip.mp4")
    clip.write_bytes(clip.read_bytes().replace(b"VideoHandler", b"Video\xffandler"))

    assert probe(clip).frames == 48


def test_a_picture_is_not_a_clip(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="is not a video"):
        prepared(a_photo(tmp_path / "clip.png"))


def test_a_page_is_not_a_clip(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("<html>gone</html>")

    with pytest.raises(InputRejected, match="text/html"):
        prepared(tmp_path / "clip.mp4")


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_clip_that_is_cut_off_is_lost_and_nothing_is_made_of_its_rest(tmp_path: Path, part: float) -> None:
    shot = a_shot(a_photo(tmp_path / "p.png"))
    draw_clip(shot, tmp_path / "whole.mp4", lambda _: None)
    prepare(
        tmp_path / "whole.mp4", tmp_path / "clip.mp4", tmp_path / "t.mp4", tmp_path / "s.wav", 45, SMALL
    )  # its index stands before its pictures: it opens well however much is missing
    data = (tmp_path / "clip.mp4").read_bytes()
    (tmp_path / "clip.mp4").write_bytes(data[: int(len(data) * part)])

    with pytest.raises(TakeLost, match=r"clip\.mp4"):
        prepared(tmp_path / "clip.mp4")
    assert not (tmp_path / "working.mp4").exists()
