"""What is read in a film and when: the words that are spoken, or the script of a scene in which nobody speaks."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from domain.base import Frozen
from domain.brief import CaptionStyle
from domain.film_format import FPS, HANDLE_FRAMES, Transition, frames
from domain.job.film.end_card import corner_logo
from domain.job.sound.narration import narration
from domain.job.sound.scene_lines import line_of, speech_of
from domain.job.sound.speech import SpokenWord

if TYPE_CHECKING:
    from domain.job.model import Job
    from domain.job.scene import Scene
    from domain.job.takes.take import Take

OVERLAY_VERSION: Final = "1"
"""Part of every overlay's id. Raise it when captions are drawn in another way."""


class CaptionFormat(StrEnum):
    """The formats of caption files."""

    VTT = "vtt"
    SRT = "srt"


class CaptionLine(Frozen):
    """A text, and the frames in which it is read: from `begins` up to `ends`, but not before `enters`, when a
    transition is over. With `words`, timed in seconds of the same film or clip, each is read when it is spoken."""

    text: str
    begins: int
    ends: int
    enters: int = 0
    words: tuple[SpokenWord, ...] = ()

    def later_by(self, frames: int) -> "CaptionLine":
        """Return the line so many frames later."""
        return CaptionLine(
            text=self.text,
            begins=self.begins + frames,
            ends=self.ends + frames,
            enters=self.enters + frames,
            words=shifted(self.words, frames / FPS),
        )

    @property
    def span(self) -> tuple[int, int]:
        """The frames from its first word to the end of its last one."""
        if not self.words:
            return max(self.begins, self.enters), self.ends
        return int(self.words[0].start * FPS), int(self.words[-1].end * FPS) + 1


def film_captions(job: "Job") -> tuple[CaptionLine, ...]:
    """Return what is read in the film of the active scenes, timed in the film."""
    spoken = {each.scene: each for each in narration(job)}
    lines, begins = list[CaptionLine](), 0
    for scene in job.active_scenes:
        ends = begins + frames(scene.text.duration)
        is_cut = scene.text.transition is Transition.CUT or not begins
        enters = begins + (0 if is_cut else min(HANDLE_FRAMES, (ends - begins) // 3))
        line, said = line_of(job, scene), spoken.get(scene.id)
        speech = speech_of(job, line) if line else None
        if said and speech and said.words:
            lines.append(CaptionLine(text=speech.text, begins=begins, ends=ends, enters=enters, words=said.words))
        elif scene.text.script.strip() and not _is_spoken_elsewhere(job, scene, begins):
            lines.append(CaptionLine(text=scene.text.script, begins=begins, ends=ends, enters=enters))
        begins = ends
    return tuple(lines)


def clip_captions(job: "Job", scene: "Scene") -> tuple[CaptionLine, ...]:
    """Return what is read in the scene's clip, timed in the clip; so also lines that run on into it.

    Its handle is seen if the next scene begins with a transition: the next line may begin in it.
    """
    return _read_in_clip(job, scene, film_captions(job))


def _read_in_clip(job: "Job", scene: "Scene", lines: Sequence[CaptionLine]) -> tuple[CaptionLine, ...]:
    begins = _begin_of(job, scene)
    following = next((each for each in job.active_scenes if each.number > scene.number), None)
    handle = HANDLE_FRAMES if following and following.text.transition is not Transition.CUT else 0
    ends = begins + frames(scene.text.duration) + handle
    return tuple(line.later_by(-begins) for line in lines if line.span[0] < ends and line.span[1] > begins)


def clip_words(job: "Job", scene: "Scene") -> tuple[SpokenWord, ...]:
    """Return the words that are spoken while the scene's clip is shown, timed in the clip."""
    begins = _begin_of(job, scene) / FPS
    ends = begins + frames(scene.text.duration) / FPS
    words = (word for said in narration(job) for word in said.words)
    return shifted(tuple(word for word in words if begins <= (word.start + word.end) / 2 < ends), -begins)


def overlay_ids(job: "Job") -> dict[UUID, UUID]:
    """Return the id of what is drawn into the clip of each active scene besides its footage, if that is anything."""
    production, logo = job.brief.production, corner_logo(job)
    if not (production.is_captioned or logo):
        return {}
    lines = film_captions(job) if production.is_captioned else ()
    colours, style = " ".join(brand_colours(job)), production.caption_style or CaptionStyle.PLAIN
    found = dict[UUID, UUID]()
    for scene in job.active_scenes:
        parts = [f"logo {logo.id} {colours}"] if logo else []
        if production.is_captioned:
            parts += [f"captions {style} {colours}", *map(_identity, _read_in_clip(job, scene, lines))]
        found[scene.id] = uuid5(scene.id, "|".join(["overlay", OVERLAY_VERSION, *parts]))
    return found


def overlay_id(job: "Job", scene: "Scene") -> UUID | None:
    """Return the id of what is drawn into the scene's clip besides its footage; None if that is nothing."""
    return job.overlay_ids.get(scene.id)


def outdated_clips(job: "Job") -> tuple[tuple["Scene", "Take"], ...]:
    """Return the clips of active scenes into which something else is drawn than is to be, with their scenes."""
    clips = ((scene, scene.clip) for scene in job.active_scenes)
    return tuple((scene, clip) for scene, clip in clips if clip and clip.overlay != overlay_id(job, scene))


def shifted(words: tuple[SpokenWord, ...], seconds: float) -> tuple[SpokenWord, ...]:
    """Return the words so much later."""
    return tuple(SpokenWord(text=word.text, start=word.start + seconds, end=word.end + seconds) for word in words)


def _is_spoken_elsewhere(job: "Job", scene: "Scene", begins: int) -> bool:
    """Tell whether one recording is the voice of the whole film: then this scene's script is among its words."""
    first = job.active_scenes[0]
    if scene.id == first.id or not begins or line_of(job, scene) is not None:
        return False
    line = line_of(job, first)
    speech = speech_of(job, line) if line and line.asset and line.asset not in first.text.assets else None
    return bool(speech and speech.words)


def _begin_of(job: "Job", scene: "Scene") -> int:
    """Return the frame of the film at which the scene begins."""
    begins = 0
    for each in job.active_scenes:
        if each.id == scene.id:
            break
        begins += frames(each.text.duration)
    return begins


def brand_colours(job: "Job") -> tuple[str, ...]:
    """Return the colours that the brief names, the leading one first."""
    brand = job.brief.creative.brand
    return brand.colors if brand else ()


def _identity(line: CaptionLine) -> str:
    words = "".join(f" {word.text}@{word.start:.2f}-{word.end:.2f}" for word in line.words)
    return f"{line.begins}-{line.ends} from {line.enters}: {line.text}{words}"
