"""Cut prepared clips into one film: frames are copied, only transitions and the sound are encoded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av

from domain.errors import InputRejected, TakeLost
from domain.film_format import FilmFormat
from domain.ports.editor import CutClip, CutPlan, CutResult
from media.audio.film_sound import write_film_sound
from media.audio.loudness import (
    CEILING,
    MAX_GAIN,
    MAX_TRUE_PEAK,
    TARGET,
    Loudness,
    mastered_frames,
    mastering_gain,
    measure_film,
)
from media.video.ai_label import labelled_frames
from media.video.encode import VideoPacket, encode_clip, made_by_us, normalise, read_packets, write_mp4
from media.video.transitions import TransitionSegment, encoded_transition, film_segments, with_end_card

_MOST_ATTEMPTS: Final = 4
_MARGIN: Final = 0.2
"""Decibels by which the peaks are held lower than was measured to be needed: no two encodings rise alike."""


def cut(plan: CutPlan, out: Path, format: FilmFormat, cache: Path | None = None, card: Path | None = None) -> CutResult:
    """Write the film: exactly as many frames as its clips have together, one AAC track, made for playing from the web.

    `cache` is a directory of encoded transitions: one that is there is not encoded again. For a label every frame is
    encoded again. `card` is the plan's end card, drawn. Memory is bounded.

    Errors: InputRejected for no clips; TakeLost for a clip that lacks frames.
    """
    clips = plan.clips
    if not clips:
        raise InputRejected("a film needs at least one clip")
    with TemporaryDirectory(dir=out.parent) as directory:
        scratch = Path(directory)
        alike = [_with_own_headers(clip, format, scratch / f"{place}.mp4") for place, clip in enumerate(clips)]
        shown = with_end_card(alike, card, plan.end_card.frames) if card and plan.end_card else alike
        sound, left_out = write_film_sound(plan, alike, scratch)
        template, packets = alike[0].working, partial(_film_packets, shown, format, cache or scratch)
        if plan.label:
            plain, template = scratch / "plain.mp4", scratch / "labelled.mp4"
            write_mp4(plain, alike[0].working, packets())
            starts = accumulate((clip.frames for clip in clips[:-1]), initial=0)
            encode_clip(labelled_frames(plain, plan.label, format), template, format, frozenset(starts))
            packets = partial(read_packets, template)
        heard = _write_with_sound(out, template, packets, sound)
    if heard is None:
        return CutResult(left_out=left_out)
    return CutResult(left_out=left_out, loudness=heard.integrated, true_peak=heard.true_peak)


def _write_with_sound(
    out: Path, template: Path, packets: Callable[[], Iterable[VideoPacket]], sound: Path
) -> Loudness | None:
    """Write the film. Again while what is played of it is not as loud as all films, or its true peak is too high."""
    ceiling, correction = CEILING, 0.0
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        gain = mastering_gain(sound, ceiling)
        louder = gain if gain is None else min(gain + correction, MAX_GAIN)
        write_mp4(out, template, packets(), mastered_frames(sound, louder, ceiling))
        heard = measure_film(out) if gain is not None else None
        if heard is None or heard.is_right or louder == MAX_GAIN:
            break
        ceiling -= max(0.0, heard.true_peak - MAX_TRUE_PEAK + _MARGIN * attempt)
        correction += TARGET - heard.integrated
    return heard


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
