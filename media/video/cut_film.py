"""Cut prepared clips into one film: frames are copied, only transitions and the sound are encoded."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from domain.errors import InputRejected, TakeLost
from domain.film_format import FilmFormat
from domain.ports.editor import CutClip, CutPlan
from media.audio.loudness import mastered_frames, mastering_gain
from media.audio.mix import clips_sound, with_music
from media.audio.pcm import write_wave
from media.video.ai_label import labelled_frames
from media.video.encode import VideoPacket, encode_clip, made_by_us, normalise, read_packets, write_mp4
from media.video.transitions import TransitionSegment, encoded_transition, film_segments, with_end_card


def cut(
    plan: CutPlan, out: Path, format: FilmFormat, cache: Path | None = None, card: Path | None = None
) -> tuple[str, ...]:
    """Write the film: exactly as many frames as its clips have together, one AAC track, made for playing from the web.

    `cache` is a directory of encoded transitions: one that is there is not encoded again. For a label every frame is
    encoded again. `card` is the plan's end card, drawn. Memory is bounded.

    Return what was left out, a sentence each: music that cannot be used, wherever in the file it breaks.

    Errors: InputRejected for no clips; TakeLost for a clip that lacks frames.
    """
    clips, music = plan.clips, plan.music
    if not clips:
        raise InputRejected("a film needs at least one clip")
    with TemporaryDirectory(dir=out.parent) as directory:
        scratch = Path(directory)
        alike = [_with_own_headers(clip, format, scratch / f"{place}.mp4") for place, clip in enumerate(clips)]
        shown = with_end_card(alike, card, plan.end_card.frames) if card and plan.end_card else alike
        sound = scratch / "clips.wav"
        write_wave(sound, clips_sound(alike))
        left_out: tuple[str, ...] = ()
        if music is not None:
            mixed = scratch / "mixed.wav"
            try:
                write_wave(mixed, with_music(sound, music))
                sound = mixed
            except InputRejected as error:
                left_out = (error.message,)
            except av.error.FFmpegError as error:
                left_out = (f"{music.name} cannot be played: {error.strerror}",)
        frames = mastered_frames(sound, mastering_gain(sound))
        template, packets = alike[0].working, _film_packets(shown, format, cache or scratch)
        if plan.label:
            plain, template = scratch / "plain.mp4", scratch / "labelled.mp4"
            write_mp4(plain, alike[0].working, packets)
            starts = accumulate((clip.frames for clip in clips[:-1]), initial=0)
            encode_clip(labelled_frames(plain, plan.label, format), template, format, frozenset(starts))
            packets = read_packets(template)
        write_mp4(out, template, packets, frames)
    return left_out


def _film_packets(clips: Sequence[CutClip], format: FilmFormat, cache: Path) -> Iterator[VideoPacket]:
    for segment in film_segments(clips):
        if isinstance(segment, TransitionSegment):
            yield from read_packets(encoded_transition(segment, format, cache))
        else:
            yield from read_packets(segment.clip.working, segment.first, segment.count)


def _with_own_headers(clip: CutClip, format: FilmFormat, working: Path) -> CutClip:
    """Encode a clip again if another encoder made it (an upgrade between two takes): packets would not mix."""
    try:
        if made_by_us(clip.working, format):
            return clip
        normalise(clip.working, working, clip.frames, format)
    except av.error.FFmpegError as error:
        raise TakeLost(f"{clip.working.name} is damaged: {error.strerror}") from error
    return clip.model_copy(update={"working": working})
