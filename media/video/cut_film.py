"""Cut prepared clips into one film: frames are copied, only transitions and the sound are encoded."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av

from domain.errors import InputRejected, TakeLost
from domain.film_format import SAMPLE_RATE, FilmFormat
from domain.ports.editor import CutClip
from media.audio.loudness import mastered_frames, mastering_gain, measure_wave
from media.audio.mix import write_clips_sound, write_with_music
from media.audio.pcm import FRAME_SAMPLES
from media.video.encode import made_by_us, normalise
from media.video.packets import WEB, PacketTrack, VideoPacket, read_packets
from media.video.timeline import TransitionSegment, film_segments
from media.video.transitions import encoded_transition

_AUDIO_BITS: Final = 192_000


def cut(
    clips: Sequence[CutClip], out: Path, format: FilmFormat, cache: Path | None = None, music: Path | None = None
) -> None:
    """Write the film: exactly as many frames as its clips have together, one AAC track, made for playing from the web.

    `cache` is a directory of encoded transitions: one that is there is not encoded again. Memory is bounded.

    Errors: InputRejected for no clips, or music without sound; TakeLost for a clip that lacks frames.
    """
    if not clips:
        raise InputRejected("a film needs at least one clip")
    with TemporaryDirectory(dir=out.parent) as directory:
        scratch = Path(directory)
        alike = [_with_own_headers(clip, format, scratch / f"{place}.mp4") for place, clip in enumerate(clips)]
        sound = _sound(alike, music, scratch)
        frames = mastered_frames(sound, mastering_gain(sound))
        _write(out, alike[0].working, _film_packets(alike, format, cache or scratch), frames)


def _film_packets(clips: Sequence[CutClip], format: FilmFormat, cache: Path) -> Iterator[VideoPacket]:
    for segment in film_segments(clips):
        if isinstance(segment, TransitionSegment):
            yield from read_packets(encoded_transition(segment, format, cache))
        else:
            yield from read_packets(segment.clip.working, segment.first, segment.count)


def _write(out: Path, template: Path, packets: Iterator[VideoPacket], sound: Iterator[av.AudioFrame]) -> None:
    """Write video and sound side by side, so that a player finds both near each other."""
    with av.open(str(template)) as source, av.open(str(out), "w", format="mp4", options=WEB) as film:
        track = PacketTrack(film, source.streams.video[0])
        audio = film.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.bit_rate = _AUDIO_BITS
        samples = 0
        for packet in packets:
            track.write(packet)
            while samples < track.written * FRAME_SAMPLES and (frame := next(sound, None)) is not None:
                samples += frame.samples
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
    write_with_music(own, measure_wave(own), music, mixed)
    return mixed


def _with_own_headers(clip: CutClip, format: FilmFormat, working: Path) -> CutClip:
    """Encode a clip again if another encoder made it (an upgrade between two takes): packets would not mix."""
    try:
        if made_by_us(clip.working, format):
            return clip
        normalise(clip.working, working, clip.frames, format)
    except av.error.FFmpegError as error:
        raise TakeLost(f"{clip.working.name} is damaged: {error.strerror}") from error
    return clip.model_copy(update={"working": working})
