"""Encode clips in the film's format, and copy their packets: those of clips made here can follow each other."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Literal, TypeAlias

import av
from av.packet import Packet
from av.video.frame import PictureType

from domain.errors import TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, SAMPLE_RATE, FilmFormat
from media.audio.pcm import FRAME_SAMPLES
from media.decoding.streams.iso_boxes import find_box, video_tracks
from media.video.film_frames import film_frames
from media.video.overlay import DrawnOverlay

TICKS: Final = 512
"""Units of the container's clock in a frame: 15,360 a second."""

SETTINGS_VERSION: Final = 2
"""Raise this when the settings change: cached transitions of earlier versions are then not used."""

_FRAME_TIME: Final = Fraction(1, FPS)
_BT709: Final = 1
_LIMITED_RANGE: Final = 1

_X264: Final = {
    "preset": "superfast",
    "crf": "21",
    # Without B-frames packets leave in the order they are shown, and a clip may end after any of them.
    "bf": "0",
    "g": "90",
    "forced-idr": "1",
    "profile": "high",
    "level": "4.2",
    # One reference: a second one costs an eighth of the encoding, and brings no quality that can be measured.
    "x264-params": "scenecut=0:open-gop=0:ref=1:rc-lookahead=0:stitchable=1",
}

_WEB: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE)}
"""MP4 options: the index comes first, so that players start at once; lengths are exact to the sample."""

_CLOCK: Final = Fraction(1, FPS * TICKS)
_AUDIO_BITS: Final = 192_000
_AAC: Final = {"aac_coder": "fast"}
"""Less than half the work of FFmpeg's usual coder, and at these bits as little noise: decision 24."""

VideoPacket: TypeAlias = "Packet[av.VideoStream]"


def key_frames(frames: int) -> frozenset[int]:
    """Return where a working clip of that many frames has key frames: its start, after a transition, its handle."""
    return frozenset({0, HANDLE_FRAMES, frames})


def encode_clip(
    frames: Iterable[av.VideoFrame], out: Path, format: FilmFormat, keys: frozenset[int] = frozenset({0})
) -> int:
    """Encode frames to a clip without sound and return how many there were. `keys` are the numbers of key frames."""
    written = 0
    with av.open(str(out), "w", format="mp4") as container:
        stream: av.VideoStream = container.add_stream("libx264", rate=FPS, options=dict(_X264))
        stream.width, stream.height, stream.pix_fmt = format.width, format.height, "yuv420p"
        codec = stream.codec_context
        codec.time_base = _FRAME_TIME
        codec.thread_count = 1
        codec.color_range = _LIMITED_RANGE
        codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
        for frame in frames:
            frame.pts, frame.time_base = written, _FRAME_TIME
            frame.pict_type = PictureType.I if written in keys else PictureType.NONE
            container.mux(stream.encode(frame))
            written += 1
        container.mux(stream.encode(None))
    return written


def normalise(original: Path, out: Path, frames: int, format: FilmFormat, overlay: DrawnOverlay | None = None) -> None:
    """Encode `frames` frames and the handle as a working clip. Errors: TakeLost if nothing can be decoded."""
    wanted = frames + HANDLE_FRAMES
    shown = film_frames(original, wanted, format)
    if overlay and overlay.is_seen:
        shown = overlay.drawn_on(shown)
    given = encode_clip(shown, out, format, key_frames(frames))
    if given < wanted:
        raise TakeLost(f"{original.name} gave {given} frames of {wanted}")


def made_by_us(clip: Path, format: FilmFormat) -> bool:
    """Tell whether a clip's packets can be copied into a film of this size. Errors: OSError."""
    return _headers(clip) == _own_headers(format)


def count_frames(clip: Path) -> int:
    """Return the number of frames that an MP4 file says it has; 0 if it says nothing of a video. Errors: OSError."""
    return next((track.frames for track in video_tracks(clip)), 0)


@lru_cache(16)
def _own_headers(format: FilmFormat) -> bytes:
    with NamedTemporaryFile(suffix=".mp4") as clip:
        encode_clip([av.VideoFrame(format.width, format.height, "yuv420p")], Path(clip.name), format)
        return _headers(Path(clip.name))


def _headers(clip: Path) -> bytes:
    """Return the avcC record of an MP4 file: H.264's parameter sets, equal if the encoder's settings are."""
    tracks = list(video_tracks(clip))
    return bytes(find_box(tracks[0].entry, b"avcC") or b"") if len(tracks) == 1 else b""


def read_packets(path: Path, first: int = 0, count: int | None = None) -> Iterator[VideoPacket]:
    """Yield the packets, one for each frame, of a clip that our encoder made, from frame `first` on.

    Errors: TakeLost if there are fewer than `count`.
    """
    number, end = first, None if count is None else first + count
    with av.open(str(path)) as container:
        packets = (packet for packet in container.demux(container.streams.video[0]) if packet.pts is not None)
        for packet in islice(packets, first, end):
            yield packet
            number += 1
    if end is not None and number < end:
        raise TakeLost(f"{path.name} has fewer frames than the film asks of it")


def write_mp4(
    out: Path,
    template: Path,
    packets: Iterable[VideoPacket],
    sound: Iterable[av.AudioFrame] | None = None,
    codec: Literal["aac", "pcm_s16le"] = "aac",
) -> None:
    """Write frames of the template's encoder, exactly 1/30 s apart whatever times they had, and their sound.

    Video and sound are written side by side, so that a player finds both near each other.
    """
    with av.open(str(template)) as source, av.open(str(out), "w", format="mp4", options=_WEB) as target:
        video = target.add_stream_from_template(source.streams.video[0])
        video.time_base = _CLOCK
        options = _AAC if codec == "aac" else {}
        audio = (
            target.add_stream(codec, SAMPLE_RATE, options=options, layout="stereo", bit_rate=_AUDIO_BITS)
            if sound
            else None
        )
        frames, samples = iter(sound or ()), 0
        for number, packet in enumerate(packets):
            packet.stream = video
            packet.pts = packet.dts = number * TICKS
            packet.duration, packet.time_base = TICKS, _CLOCK
            target.mux(packet)
            while audio and samples < (number + 1) * FRAME_SAMPLES and (frame := next(frames, None)):
                samples += frame.samples
                target.mux(audio.encode(frame))
        if audio:
            for rest in chain(frames, [None]):
                target.mux(audio.encode(rest))
