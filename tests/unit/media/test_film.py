import itertools
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import InputRejected, TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, Transition
from media.audio.pcm import PER_FRAME
from media.video.cut_film import cut
from media.video.prepare_clip import probe
from media.video.timeline import Counts, counts
from tests.unit.media.material import SMALL, a_cut_clip, pictures

SCENES = (Transition.CUT, Transition.CROSSFADE, Transition.FADE, Transition.CUT)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    clips = [a_cut_clip(tmp_path, f"s{n}", transition=kind, frames=40 + n) for n, kind in enumerate(SCENES)]
    cut(clips, tmp_path / "film.mp4", SMALL)
    return tmp_path


def test_a_film_has_exactly_the_frames_of_its_clips(film: Path) -> None:
    facts = probe(film / "film.mp4")

    assert facts.frames == 40 + 41 + 42 + 43
    assert facts.seconds == pytest.approx(facts.frames / FPS)


def test_a_film_is_what_players_expect(film: Path) -> None:
    with av.open(str(film / "film.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.pix_fmt, video.width, video.height) == ("h264", "yuv420p", 180, 320)
        assert (video.color_primaries, video.color_trc, video.colorspace, video.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48_000, 2)
    data = (film / "film.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_frames_follow_each_other_at_exactly_one_thirtieth(film: Path) -> None:
    with av.open(str(film / "film.mp4")) as container:
        times = [packet.pts for packet in container.demux(container.streams.video[0]) if packet.pts is not None]

    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {512}


def test_copied_frames_are_the_clips_own_to_the_bit(film: Path) -> None:
    shown = pictures(film / "film.mp4")
    start = 0
    for number, kind in enumerate(SCENES):
        own = pictures(film / f"s{number}-working.mp4")
        skipped = 0 if kind is Transition.CUT else HANDLE_FRAMES
        for at in range(skipped, len(own)):
            assert np.array_equal(shown[start + at], own[at])
        start += len(own)


def test_a_cross_fade_goes_from_one_clip_to_the_other(film: Path) -> None:
    shown = pictures(film / "film.mp4")
    leaving, coming = pictures(film / "s0-tail.mp4"), pictures(film / "s1-working.mp4")

    def away(frame: int, other: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
        return float(np.abs(shown[40 + frame].astype(int) - other.astype(int)).mean())

    assert away(0, leaving[0]) < away(0, coming[0])
    assert away(HANDLE_FRAMES - 1, coming[HANDLE_FRAMES - 1]) < away(HANDLE_FRAMES - 1, leaving[HANDLE_FRAMES - 1])


def test_a_fade_goes_through_black(film: Path) -> None:
    shown = pictures(film / "film.mp4")
    light = [frame[: SMALL.height].mean() for frame in shown]

    assert min(light[81 : 81 + HANDLE_FRAMES]) == pytest.approx(16, abs=1)
    assert min(light[:81] + light[81 + HANDLE_FRAMES :]) > 20


def test_the_first_transition_is_ignored(tmp_path: Path) -> None:
    clip = a_cut_clip(tmp_path, "s", transition=Transition.FADE)

    assert cut([clip], tmp_path / "film.mp4", SMALL).copied == 45


def test_what_is_copied_and_what_is_made_anew_can_be_counted_before(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", transition=kind) for n, kind in enumerate(SCENES)]

    assert counts(clips) == Counts(copied=4 * 45 - 2 * HANDLE_FRAMES, bridged=2 * HANDLE_FRAMES)


def test_kept_bridges_are_not_encoded_again(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", transition=Transition.CROSSFADE) for n in range(3)]
    kept = tmp_path / "bridges"
    kept.mkdir()

    first = cut(clips, tmp_path / "one.mp4", SMALL, kept)
    again = cut(clips, tmp_path / "two.mp4", SMALL, kept)

    assert (first.bridged, first.reused) == (2 * HANDLE_FRAMES, 0)
    assert (again.bridged, again.reused) == (0, 2 * HANDLE_FRAMES)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_new_take_costs_its_own_bridges_only(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", transition=Transition.CROSSFADE) for n in range(4)]
    kept = tmp_path / "bridges"
    kept.mkdir()
    cut(clips, tmp_path / "film.mp4", SMALL, kept)
    clips[3] = a_cut_clip(tmp_path, "another", transition=Transition.CROSSFADE)

    again = cut(clips, tmp_path / "film.mp4", SMALL, kept)

    assert (again.bridged, again.reused) == (HANDLE_FRAMES, 2 * HANDLE_FRAMES)


def test_a_damaged_kept_bridge_is_made_again(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", transition=Transition.FADE) for n in range(2)]
    kept = tmp_path / "bridges"
    kept.mkdir()
    cut(clips, tmp_path / "film.mp4", SMALL, kept)
    (only,) = kept.iterdir()
    only.write_bytes(only.read_bytes()[:200])

    assert cut(clips, tmp_path / "film.mp4", SMALL, kept).bridged == HANDLE_FRAMES


def test_a_clip_may_be_shown_shorter_than_it_is(tmp_path: Path) -> None:
    long, after = a_cut_clip(tmp_path, "long"), a_cut_clip(tmp_path, "after", transition=Transition.CROSSFADE)

    facts = cut([long.model_copy(update={"frames": 31}), after], tmp_path / "film.mp4", SMALL)

    assert facts.frames == 31 + 45
    own, shown = pictures(long.working), pictures(tmp_path / "film.mp4")
    assert np.array_equal(shown[30], own[30])
    assert np.abs(shown[31].astype(int) - own[31].astype(int)).mean() < 4


def test_a_clip_as_short_as_its_transition_keeps_its_length(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", frames=n, transition=Transition.CROSSFADE) for n in (30, 10, 30)]

    assert cut(clips, tmp_path / "film.mp4", SMALL).frames == 70
    assert probe(tmp_path / "film.mp4").frames == 70


def test_a_clip_of_another_encoder_is_encoded_again(tmp_path: Path) -> None:
    ours, other = a_cut_clip(tmp_path, "ours"), a_cut_clip(tmp_path, "other")
    with av.open(str(other.working), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"profile": "baseline"})
        stream.width, stream.height, stream.pix_fmt = SMALL.width, SMALL.height, "yuv420p"
        for picture in pictures(ours.working):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))

    assert cut([ours, other], tmp_path / "film.mp4", SMALL).frames == 90
    assert len(pictures(tmp_path / "film.mp4")) == 90


def test_a_clip_that_lacks_frames_is_lost(tmp_path: Path) -> None:
    clip = a_cut_clip(tmp_path, "s", frames=30)

    with pytest.raises(TakeLost, match="fewer frames"):
        cut([clip.model_copy(update={"frames": 300})], tmp_path / "film.mp4", SMALL)


def test_a_film_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="at least one clip"):
        cut([], tmp_path / "film.mp4", SMALL)


def test_a_film_leaves_nothing_beside_it(film: Path) -> None:
    assert not [path for path in film.iterdir() if path.is_dir()]


def test_a_silent_film_has_a_silent_track_of_its_length(film: Path) -> None:
    with av.open(str(film / "film.mp4")) as container:
        audio = container.streams.audio[0]
        assert audio.duration == 166 * PER_FRAME
        assert all(not frame.to_ndarray().any() for frame in container.decode(audio))
