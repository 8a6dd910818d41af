"""Working clips become a film."""

import itertools
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import InputRejected, TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, Transition
from domain.ports.editor import CutClip, CutPlan
from media.audio.pcm import FRAME_SAMPLES
from media.video.cut_film import cut
from media.video.transitions import CopiedSegment, TransitionSegment, film_segments
from tests.unit.media.material import TINY, FramePlanes, a_cut_clip, decoded_frames, size_frames_seconds

SCENES = (Transition.CUT, Transition.CROSSFADE, Transition.FADE, Transition.CUT)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with film.mp4 and its four clips s0 to s3 of 40 to 43 frames; not to be changed."""
    folder = tmp_path_factory.mktemp("film")
    clips = [a_cut_clip(folder, f"s{n}", transition=kind, frames=40 + n) for n, kind in enumerate(SCENES)]
    (folder / "out").mkdir()
    cut(CutPlan(clips=tuple(clips)), folder / "out/film.mp4", TINY)
    return folder


@pytest.fixture(scope="module")
def frames(film: Path) -> list[FramePlanes]:
    return decoded_frames(film / "out/film.mp4")


@pytest.fixture(scope="module")
def crossfaded(tmp_path_factory: pytest.TempPathFactory) -> list[CutClip]:
    folder = tmp_path_factory.mktemp("crossfaded")
    return [a_cut_clip(folder, f"s{n}", frames=20, transition=Transition.CROSSFADE) for n in range(4)]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


def cached(cache: Path) -> dict[str, tuple[int, int]]:
    """Return name, inode and time of change of the cached transitions: encoding one again changes them."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in cache.iterdir()}


def distance(one: FramePlanes, other: FramePlanes) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_a_film_has_exactly_the_frames_of_its_clips(film: Path) -> None:
    _, frames, seconds = size_frames_seconds(film / "out/film.mp4")

    assert frames == 40 + 41 + 42 + 43
    assert seconds == pytest.approx(frames / FPS)


def test_a_film_has_the_streams_that_players_expect(film: Path) -> None:
    with av.open(str(film / "out/film.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.pix_fmt, video.width, video.height) == ("h264", "yuv420p", 96, 160)
        assert (video.color_primaries, video.color_trc, video.colorspace, video.color_range) == (1, 1, 1, 1)
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48_000, 2)
    data = (film / "out/film.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_frames_are_exactly_one_thirtieth_of_a_second_apart(film: Path) -> None:
    with av.open(str(film / "out/film.mp4")) as container:
        times = [packet.pts for packet in container.demux(container.streams.video[0]) if packet.pts is not None]

    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {512}


def test_copied_frames_are_bit_exact(film: Path, frames: list[FramePlanes]) -> None:
    start = 0
    for number, kind in enumerate(SCENES):
        own = decoded_frames(film / f"s{number}/working.mp4")
        for at in range(0 if kind is Transition.CUT else HANDLE_FRAMES, len(own)):
            assert np.array_equal(frames[start + at], own[at])
        start += len(own)


def test_a_cross_fade_blends_from_one_clip_to_the_other(film: Path, frames: list[FramePlanes]) -> None:
    outgoing, incoming = decoded_frames(film / "s0/tail.mp4"), decoded_frames(film / "s1/working.mp4")
    first, last = frames[40], frames[40 + HANDLE_FRAMES - 1]

    assert distance(first, outgoing[0]) < distance(first, incoming[0])
    assert distance(last, incoming[HANDLE_FRAMES - 1]) < distance(last, outgoing[HANDLE_FRAMES - 1])


def test_a_fade_goes_through_black(frames: list[FramePlanes]) -> None:
    light = [float(frame[: TINY.height].mean()) for frame in frames]

    assert min(light[81 : 81 + HANDLE_FRAMES]) == pytest.approx(16, abs=1)
    assert min(light[:81] + light[81 + HANDLE_FRAMES :]) > 20


def test_a_cut_leaves_only_the_film(film: Path) -> None:
    assert [path.name for path in (film / "out").iterdir()] == ["film.mp4"]


def test_a_silent_film_has_a_silent_track_of_its_length(film: Path) -> None:
    with av.open(str(film / "out/film.mp4")) as container:
        audio = container.streams.audio[0]
        assert audio.duration == 166 * FRAME_SAMPLES
        assert all(not frame.to_ndarray().any() for frame in container.decode(audio))


def test_only_transitions_are_encoded_and_the_first_clips_is_ignored(crossfaded: list[CutClip]) -> None:
    one, other = crossfaded[:2]

    assert list(film_segments([one, other])) == [
        CopiedSegment(one, 0, 20),
        TransitionSegment(one, other, HANDLE_FRAMES),
        CopiedSegment(other, HANDLE_FRAMES, 20 - HANDLE_FRAMES),
    ]


def test_cached_transitions_are_not_encoded_again(tmp_path: Path, crossfaded: list[CutClip], cache: Path) -> None:
    cut(CutPlan(clips=tuple(crossfaded)), tmp_path / "one.mp4", TINY, cache)
    before = cached(cache)
    cut(CutPlan(clips=tuple(crossfaded)), tmp_path / "two.mp4", TINY, cache)

    assert len(before) == 3
    assert cached(cache) == before
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_new_take_has_only_its_own_transitions_encoded(
    tmp_path: Path, crossfaded: list[CutClip], cache: Path
) -> None:
    cut(CutPlan(clips=tuple(crossfaded)), tmp_path / "film.mp4", TINY, cache)
    before = cached(cache)
    another = a_cut_clip(tmp_path, "another", frames=20, transition=Transition.CROSSFADE)

    cut(CutPlan(clips=(*crossfaded[:3], another)), tmp_path / "film.mp4", TINY, cache)

    after = cached(cache)
    assert len(after) == 4
    assert before.items() <= after.items()


def test_a_damaged_cached_transition_is_encoded_again(tmp_path: Path, crossfaded: list[CutClip], cache: Path) -> None:
    cut(CutPlan(clips=tuple(crossfaded[:2])), tmp_path / "film.mp4", TINY, cache)
    (only,) = cache.iterdir()
    whole = only.read_bytes()
    only.write_bytes(whole[:200])

    cut(CutPlan(clips=tuple(crossfaded[:2])), tmp_path / "film.mp4", TINY, cache)

    assert only.read_bytes() == whole


def test_a_clip_may_be_shown_shorter_than_it_is(tmp_path: Path) -> None:
    long, after = a_cut_clip(tmp_path, "long"), a_cut_clip(tmp_path, "after", transition=Transition.CROSSFADE)

    cut(CutPlan(clips=(long.model_copy(update={"frames": 31}), after)), tmp_path / "film.mp4", TINY)

    own, shown = decoded_frames(long.working), decoded_frames(tmp_path / "film.mp4")
    assert len(shown) == 31 + 45
    assert np.array_equal(shown[30], own[30])
    following = decoded_frames(after.working)[0]
    assert distance(shown[31], own[31]) < distance(shown[31], following)


def test_a_clip_shorter_than_its_transition_keeps_its_length(tmp_path: Path) -> None:
    clips = [a_cut_clip(tmp_path, f"s{n}", frames=n, transition=Transition.CROSSFADE) for n in (30, 10, 25)]

    cut(CutPlan(clips=tuple(clips)), tmp_path / "film.mp4", TINY)

    assert size_frames_seconds(tmp_path / "film.mp4")[1] == 65


def test_a_clip_of_another_encoder_is_encoded_again(tmp_path: Path, crossfaded: list[CutClip]) -> None:
    ours, other = crossfaded[0], a_cut_clip(tmp_path, "other", frames=20)
    with av.open(str(other.working), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"profile": "baseline"})
        stream.width, stream.height, stream.pix_fmt = TINY.width, TINY.height, "yuv420p"
        for planes in decoded_frames(ours.working):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")))
        container.mux(stream.encode(None))

    cut(CutPlan(clips=(ours, other)), tmp_path / "film.mp4", TINY)

    assert len(decoded_frames(tmp_path / "film.mp4")) == 40


def test_a_clip_that_lacks_frames_is_lost(tmp_path: Path, crossfaded: list[CutClip]) -> None:
    with pytest.raises(TakeLost, match="fewer frames"):
        cut(CutPlan(clips=(crossfaded[0].model_copy(update={"frames": 300}),)), tmp_path / "film.mp4", TINY)


def test_a_film_without_clips_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="at least one clip"):
        cut(CutPlan(clips=()), tmp_path / "film.mp4", TINY)
