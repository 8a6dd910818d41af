"""Write captions as WebVTT (W3C), the format that browsers read."""

from collections.abc import Iterable, Iterator
from typing import Final

from domain.film_format import FPS, HANDLE_FRAMES, Transition
from media.text.captions import Cue, split_into_cues
from media.text.spoken_scene import SpokenScene

_MAX_LENGTH: Final = 84
"""Letters of a cue: two lines of 42, as subtitles have them."""


def web_vtt(scenes: Iterable[SpokenScene], language: str | None = None) -> str:
    """Return the captions of a film of these scenes. Each text is shown while its scene is."""
    header = ["WEBVTT", "Kind: captions", *([f"Language: {language}"] if language else [])]
    cues = (
        f"{number}\n{_time(cue.start)} --> {_time(cue.end)}\n{_escaped(cue.text)}"
        for number, cue in enumerate(_cues(scenes), 1)
    )
    return "\n\n".join(["\n".join(header), *cues]) + "\n"


def _cues(scenes: Iterable[SpokenScene]) -> Iterator[Cue]:
    """Yield all cues at their frames in the film. A scene's first one waits until its transition is over."""
    start = 0
    for scene in scenes:
        wait = 0 if scene.transition is Transition.CUT or not start else min(HANDLE_FRAMES, scene.frames // 3)
        for cue in split_into_cues(scene.script, scene.frames, _MAX_LENGTH):
            yield Cue(cue.text, start + max(cue.start, wait), start + cue.end)
        start += scene.frames


def _time(frame: int) -> str:
    milliseconds = round(frame * 1000 / FPS)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
