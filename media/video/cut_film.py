"""The cut: prepared clips become one film; pictures are copied, only transitions and the sound are encoded."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av

from domain.base import Frozen
from domain.errors import InputRejected, TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, SAMPLE_RATE, FilmFormat
from domain.ports.editor import CutClip
from media.audio.loudness import level_of, mastered, mastering
from media.audio.mix import write_clips_sound, write_with_music
from media.audio.pcm import PER_FRAME
from media.video.encode import ClipWriter, own_headers
from media.video.h264_headers import parameter_sets
from media.video.normalise import film_frames
from media.video.packets import WEB, PacketTrack, VideoPacket, packets
from media.video.timeline import Bridge, pieces
from media.video.transitions import make_bridge

_AUDIO_BITS: Final = 192_000


class FilmFacts(Frozen):
    """What was cut. Frames are `copied` from clips, `bridged` anew, or `reused` from bridges that were kept.

    `loudness` is in LUFS as it was before AAC; None for a silent film.
    """

    frames: int
    seconds: float
    copied: int
    bridged: int
    reused: int
    loudness: float | None


def cut(
    clips: Sequence[CutClip],
    out: Path,
    format: FilmFormat,
    bridges: Path | None = None,
    music: Path | None = None,
) -> FilmFacts:
    """Write the film: exactly as many frames as its clips have together, one AAC track, made for playing from the web.

    `bridges` is a directory where transitions are kept: one that is there is not encoded again. Memory is bounded.

    Errors: InputRejected for no clips, or music without sound; TakeLost for a clip that lacks frames.
    """
    if not clips:
        raise InputRejected("a film needs at least one clip")
    with TemporaryDirectory(dir=out.parent) as directory:
        scratch = Path(directory)
        alike = [_alike(clip, format, scratch / str(place)) for place, clip in enumerate(clips)]
        picture = _Picture(alike, format, bridges or scratch)
        sound = _sound(alike, music, scratch)
        plan = mastering(sound)
        _write(out, picture, mastered(sound, plan))
    return FilmFacts(
        frames=picture.written,
        seconds=picture.written / FPS,
        copied=picture.copied,
        bridged=picture.bridged,
        reused=picture.reused,
        loudness=plan.loudness,
    )


class _Picture:
    """The film's packets in order, counted as they go."""

    def __init__(self, clips: Sequence[CutClip], format: FilmFormat, bridges: Path) -> None:
        self._clips, self._format, self._bridges = clips, format, bridges
        self.template = clips[0].working
        self.copied = self.bridged = self.reused = 0

    @property
    def written(self) -> int:
        return self.copied + self.bridged + self.reused

    def packets(self) -> Iterator[VideoPacket]:
        for piece in pieces(self._clips):
            if isinstance(piece, Bridge):
                yield from self._bridge(piece)
                continue
            before = self.copied
            for packet in packets(piece.clip.working, piece.first, piece.count):
                self.copied += 1
                yield packet
            if self.copied - before < piece.count:
                raise TakeLost(f"{piece.clip.working.name} has fewer frames than the film asks of it")

    def _bridge(self, bridge: Bridge) -> Iterator[VideoPacket]:
        path, kept = make_bridge(bridge, self._format, self._bridges)
        self.reused += bridge.frames if kept else 0
        self.bridged += 0 if kept else bridge.frames
        yield from packets(path)


def _write(out: Path, picture: _Picture, sound: Iterator[av.AudioFrame]) -> None:
    """Picture and sound side by side, the sound never far from the picture's clock."""
    with av.open(str(picture.template)) as source, av.open(str(out), "w", format="mp4", options=WEB) as film:
        track = PacketTrack(film, source.streams.video[0])
        audio = film.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.bit_rate = _AUDIO_BITS
        heard = 0
        for packet in picture.packets():
            track.write(packet)
            while heard < track.written * PER_FRAME and (frame := next(sound, None)) is not None:
                heard += frame.samples
                film.mux(audio.encode(frame))
        for frame in sound:
            film.mux(audio.encode(frame))
        film.mux(audio.encode(None))


def _sound(clips: Sequence[CutClip], music: Path | None, scratch: Path) -> Path:
    own = scratch / "clips.wav"
    write_clips_sound(clips, own)
    if music is None:
        return own
    mixed = scratch / "mixed.wav"
    write_with_music(own, level_of(own), music, mixed)
    return mixed


def _alike(clip: CutClip, format: FilmFormat, scratch: Path) -> CutClip:
    """The clip, encoded again if another encoder made it (an upgrade between two takes): packets would not mix."""
    try:
        with av.open(str(clip.working)) as container:
            header = container.streams.video[0].codec_context.extradata or b""
    except av.error.FFmpegError as error:
        raise TakeLost(f"{clip.working.name} is damaged: {error.strerror}") from error
    if parameter_sets(header) == own_headers(format):
        return clip
    working = scratch.with_suffix(".mp4")
    with ClipWriter(working, format, frozenset({0, HANDLE_FRAMES})) as writer:
        for frame in film_frames(clip.working, clip.frames + HANDLE_FRAMES, format):
            writer.write(frame)
    return clip.model_copy(update={"working": working})
