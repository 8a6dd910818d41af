"""Of several tracks of a file, the one that players play is used."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from domain.film_format import SAMPLE_RATE
from media.decoding.streams.container import first_video, open_media
from tests.unit.media.sound_files import Wave, heard, sine

MAIN, OTHER = sine(0.5, 400), sine(0.5, 900)


def two_tracks(path: Path, *tracks: tuple[Wave, int]) -> Path:
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono") for _ in tracks]
        for stream, (_, disposition) in zip(streams, tracks, strict=True):
            stream.disposition = Disposition(disposition)
        for stream, (wave, _) in zip(streams, tracks, strict=True):
            frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, 0, Fraction(1, SAMPLE_RATE)
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", ["sound.mkv", "sound.mov"])
@pytest.mark.parametrize(
    ("one", "other", "played"),
    [
        (0, Disposition.default, OTHER),
        (Disposition.default, 0, MAIN),
        (0, 0, MAIN),
        (Disposition.default, Disposition.default, MAIN),
    ],
)
def test_the_default_track_is_heard(tmp_path: Path, name: str, one: int, other: int, played: Wave) -> None:
    path = two_tracks(tmp_path / name, (MAIN, one), (OTHER, other))

    assert np.array_equal(heard(path)[:, 0], played)


@pytest.mark.parametrize("beside", [Disposition.comment, Disposition.visual_impaired, Disposition.hearing_impaired])
def test_a_commentary_is_not_heard_instead_of_the_main_track(tmp_path: Path, beside: Disposition) -> None:
    both = (OTHER, beside | Disposition.default), (MAIN, Disposition.default)
    neither = (OTHER, beside), (MAIN, Disposition(0))

    for number, tracks in enumerate((both, neither)):
        assert np.array_equal(heard(two_tracks(tmp_path / f"{number}.mkv", *tracks))[:, 0], MAIN)


def test_the_default_picture_is_shown_and_the_larger_one_of_equals(tmp_path: Path) -> None:
    def shown(*tracks: tuple[int, int]) -> int:
        path = tmp_path / "clip.mkv"
        with av.open(str(path), "w") as container:
            streams = [container.add_stream("ffv1", rate=30) for _ in tracks]
            for stream, (width, disposition) in zip(streams, tracks, strict=True):
                stream.width, stream.height, stream.pix_fmt = width, 48, "yuv420p"
                stream.disposition = Disposition(disposition)
            for stream in streams:
                container.mux(stream.encode(av.VideoFrame(stream.width, 48, "yuv420p")))
                container.mux(stream.encode(None))
        with open_media(path) as container:
            found = first_video(container)
            assert found is not None
            return found.width

    assert shown((64, 0), (32, Disposition.default)) == 32
    assert shown((32, 0), (64, 0)) == 64
