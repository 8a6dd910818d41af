"""Measure what films worth hearing cost: voices, a long film with and without its sound, and a change of one word.

Media are measured in this process; the change of one word in a whole stack, where its films are animatics.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from benchmarks import at_most, note, show
from benchmarks.harness.media_material import a_photo, a_product, a_shot, vendors_clip
from benchmarks.harness.processes import Cpu, own_cpu
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, data_of, running_stack
from domain.brief import CaptionStyle
from domain.film_format import FPS, HANDLE_FRAMES, AspectRatio, FilmFormat, Resolution, Transition, frames
from domain.job.film.captions import CaptionLine, shifted
from domain.job.sound.music import MusicBed
from domain.job.sound.narration import LEAD
from domain.job.storyboard import ShotType
from domain.language.speaking_time import speaking_seconds
from domain.music.beats import best_tempo
from domain.music.styles import STYLES, Style
from domain.ports.editor import CutClip, CutPlan, Overlay, PreparedSpeech, SpokenSound
from media.animatic.render import draw_clip
from media.music.compose import write_bed
from media.speech.prepare_speech import prepare_speech
from media.video.cut_film import cut
from media.video.prepare_clip import prepare
from providers.local_voice import NATURAL, VOICES
from providers.local_voice.speaking import speak

_LINES: Final = {
    "en": "Three out of four people say their skin feels dry by noon. Ours does not, and yours need not either.",
    "de": "Drei von vier Menschen sagen, dass ihre Haut am Mittag trocken ist. Unsere ist es nicht.",
    "fr": "Trois personnes sur quatre disent que leur peau est sèche à midi. La nôtre ne l'est pas.",
    "es": "Tres de cada cuatro personas dicen que su piel está seca al mediodía. La nuestra no lo está.",
    "it": "Tre persone su quattro dicono che la loro pelle è secca a mezzogiorno. La nostra non lo è.",
}

_SENTENCES: Final = (
    "Morning comes before the world asks for anything.",
    "The street is still quiet, and the light is low.",
    "Three out of four people say their skin feels dry by noon.",
    "We asked them what they do about it, and most of them do nothing.",
    "So we began again, with water, oats and patience.",
    "It took two years and ninety nine attempts.",
    "The hundredth is in the bottle that you see here.",
    "Two drops in the morning are enough for the day.",
    "No perfume, no plastic, and nothing that you cannot pronounce.",
    "Try it for a month, and send it back if we are wrong.",
    "You will find it wherever good soap is sold.",
)

_SCENES: Final = 7
_PAUSE: Final = 2.0
"""Seconds of a scene in which nobody speaks, at least."""

_SETTLED_AFTER: Final = 2.0
"""Seconds in which what follows a job's last status is written too."""

_LINES_OF: Final = "select count(*) from speeches where job_id = %s"


async def measure(seconds: float, ratios: int, burned: int) -> None:
    """`seconds` is the length of the films with and without sound, in so many of the four ratios.

    With `burned` a word is changed in a film with burned captions as well.
    """
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        _voices(folder)
        for ratio in list(AspectRatio)[:ratios]:
            _long_film(folder, ratio, seconds)
    await _one_word(is_burned=bool(burned))


def _voices(folder: Path) -> None:
    first = dict[str, str]()
    for voice, language in VOICES.items():
        first.setdefault(language, voice)
    for language, voice in first.items():
        text = _LINES[language]
        with own_cpu() as loading:
            speak("One.", voice, 1, folder)
        with own_cpu() as speaking:
            speak(text, voice, 1, folder)
        prepare_speech(folder, text, language, True)  # loads what it needs
        with own_cpu() as preparing:
            line = prepare_speech(folder, text, language, True)
        unit = f"CPU s a spoken second ({language})"
        show(f"voice {voice}: speak", speaking() / line.seconds, unit)
        show(f"voice {voice}: level, and find its words", preparing() / line.seconds, unit)
        show(f"voice {voice}: load it, once a process", loading(), "CPU s")


@dataclass(frozen=True)
class _Spoken:
    """A scene with its line, and the CPU seconds of speaking it and of drawing its clip."""

    clip: CutClip
    line: PreparedSpeech
    speaking: float
    drawing: float


def _long_film(folder: Path, ratio: AspectRatio, seconds: float) -> None:
    """Make a film in which somebody speaks nearly all the time, captions burned, with a bed; and without its sound."""
    format, place = FilmFormat.of(ratio, Resolution.FULL_HD), folder / ratio.replace(":", "x")
    place.mkdir()
    photo, product = a_photo(place / "photo.png"), a_product(place / "product.png")
    pictures = cycle([(photo, ShotType.WIDE), (photo, ShotType.MEDIUM), (product, ShotType.PRODUCT), (None, "wide")])
    scripts, length = _scripts(seconds / _SCENES), seconds / _SCENES
    scenes = [
        _scene(place / str(number), script, next(pictures), length, format) for number, script in enumerate(scripts)
    ]
    silent = CutPlan(clips=tuple(scene.clip for scene in scenes))
    with own_cpu() as cutting:
        cut(silent, place / "silent.mp4", format, _new(place / "silent"))
    begins = accumulate((scene.clip.frames / FPS for scene in scenes[:-1]), initial=LEAD)
    spoken = [
        SpokenSound(speech=scene.clip.take, sound=scene.line.sound, begins=at, pace=1)
        for scene, at in zip(scenes, begins, strict=True)
    ]
    with own_cpu() as composing:
        _compose(silent, place / "bed.wav")
    plan = silent.model_copy(update={"music": place / "bed.wav", "speech": tuple(spoken)})
    with own_cpu() as mixing:
        heard = cut(plan, place / "heard.mp4", format, _new(place / "heard"))

    speaking, without = sum(scene.speaking for scene in scenes), sum(scene.drawing for scene in scenes) + cutting()
    sound = speaking + composing() + mixing() - cutting()
    said = sum(scene.line.seconds for scene in scenes)
    note(f"{ratio}, {seconds:.0f} s in {_SCENES} scenes, {said:.0f} s of speech, captions burned, a bed")
    unit = f"CPU s a film second, {format.width}x{format.height}"
    show(f"{ratio}: drawn and cut, without sound", without / seconds, unit)
    show(f"{ratio}: lines spoken and made ready", speaking / seconds, unit)
    show(f"{ratio}: bed", composing() / seconds, unit)
    show(f"{ratio}: mix, loudness, AAC", (mixing() - cutting()) / seconds, unit)
    show(f"{ratio}: with sound, beside without", (without + sound) / without, "times", at_most(1.1))
    assert heard.loudness is not None
    assert heard.true_peak is not None
    show(f"{ratio}: loudness, off -14 LUFS", abs(heard.loudness + 14), "LU", at_most(0.5))
    show(f"{ratio}: true peak", heard.true_peak, "dBTP", at_most(-1))
    if ratio is AspectRatio.VERTICAL:
        _vendors_clips(place, photo, scenes[0].line, (cutting() / seconds, sound / seconds))


def _vendors_clips(folder: Path, photo: Path, line: PreparedSpeech, costs: tuple[float, float]) -> None:
    """Measure the same beside preparing clips of a vendor, with the costs of a film second: of the cut, of sound."""
    format, wanted, into = FilmFormat.of(AspectRatio.VERTICAL, Resolution.HD), 135, _new(folder / "vendors")
    original = vendors_clip(folder / "vendors.mp4", photo, format, fps=24, seconds=5)
    caption = CaptionLine(text=" ".join(word.text for word in line.words), begins=0, ends=wanted, words=line.words)
    overlay = Overlay(captions=(caption,), style=CaptionStyle.HIGHLIGHT)
    with own_cpu() as preparing:
        prepare(original, into, wanted, format, True, overlay)
    cutting, sound = costs
    without = preparing() / (wanted + HANDLE_FRAMES) * FPS + cutting
    show("vendors' clips, 720p: with sound, beside without", (without + sound) / without, "times", at_most(1.1))


def _scene(folder: Path, script: str, picture: tuple[Path | None, Any], seconds: float, format: FilmFormat) -> _Spoken:
    folder.mkdir()
    with own_cpu() as speaking:
        speak(script, NATURAL, 1, folder)
        line = prepare_speech(folder, script, "en", True)
    shot = a_shot(picture[0], ShotType(picture[1]), seconds, format=format)
    words = {"words": shifted(line.words, LEAD), "caption_style": CaptionStyle.HIGHLIGHT}
    shot = shot.model_copy(update={**words, "text": shot.text.model_copy(update={"script": script})})
    with own_cpu() as drawing:
        draw_clip(shot, folder / "drawn.mp4")
        files = prepare(folder / "drawn.mp4", _new(folder / "prepared"), frames(seconds), format)
    take = uuid5(NAMESPACE_OID, str(folder))
    kind = Transition.CROSSFADE if int(folder.name) % 2 else Transition.CUT
    return _Spoken(CutClip(**dict(files), transition=kind, take=take), line, speaking(), drawing())


def _scripts(seconds: float) -> Iterator[str]:
    """Yield the scripts of the scenes, which fill so many seconds each as far as sentences allow."""
    sentences = cycle(_SENTENCES)
    for _ in range(_SCENES):
        script = next(sentences)
        while speaking_seconds(longer := f"{script} {next(sentences)}", "en") < seconds - _PAUSE:
            script = longer
        yield script


def _compose(plan: CutPlan, into: Path) -> None:
    facts = STYLES[Style.WARM]
    tempo = best_tempo(plan.cuts, plan.frames, facts.slowest, facts.fastest, facts.flexibility)
    write_bed(MusicBed(name="bed", style=Style.WARM, tempo=tempo, seed=1), plan.cuts, plan.frames, into)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _one_word(is_burned: bool) -> None:
    """Change a word of a completed film, and measure what is bought and what the re-cut costs beside making it."""
    async with running_stack(environment={"VIDEO_PROVIDER": "animatic", "VOICE_PROVIDER": "local"}) as stack:
        await _make(stack, seconds=5)  # starts the processes that speak and render
        for captions, goal in (("none", at_most(0.1)), ("burned", None))[: 2 if is_burned else 1]:
            job, making = await _make(stack, seconds=20, captions=captions)
            bought, before = await _lines(stack, job), stack.cpu()
            await _say_something_else(stack, job)
            await stack.see(job, COMPLETED)
            changing = await _settled(stack) - before
            note(f"one word of one script of an animatic of 20 s at 1080p is changed, captions {captions}")
            show("lines bought", await _lines(stack, job) - bought, "", at_most(1))
            show("made: created → completed", making.engine + making.media, "CPU s, engine and media")
            show("changed → completed", changing.engine + changing.media, "CPU s, engine and media")
            show("  media of it", changing.media, "CPU s")
            ratio = (changing.engine + changing.media) / (making.engine + making.media)
            show(f"one word changed, captions {captions}", ratio, "of making it", goal)


async def _make(stack: BenchStack, seconds: int, captions: str = "none") -> tuple[str, Cpu]:
    """Return a completed job, and the CPU seconds that it took."""
    basics = {"productName": "Ember Cup", "keyMessage": "Slow coffee for fast mornings.", "duration": seconds}
    production = {"resolution": "1080p", "captions": captions, "captionStyle": "highlight"}
    body = {"context": {"clientId": "bench"}, "adBasics": {**basics, "language": "en"}, "production": production}
    before = stack.cpu()
    job = str(data_of(await stack.http.post("/api/v3/jobs", json=body))["id"])
    await stack.see(job, IN_REVIEW)
    await stack.approve(job)
    await stack.see(job, COMPLETED)
    return job, await _settled(stack) - before


async def _settled(stack: BenchStack) -> Cpu:
    await asyncio.sleep(_SETTLED_AFTER)
    return stack.cpu()


async def _lines(stack: BenchStack, job: str) -> int:
    ((count,),) = await (await stack.database.execute(_LINES_OF, [job])).fetchall()
    return int(count)


async def _say_something_else(stack: BenchStack, job: str) -> None:
    scene = data_of(await stack.http.get(f"/api/v3/jobs/{job}"))["scenes"][0]
    *words, _ = scene["script"].split()
    script = {"script": " ".join([*words, "indeed."])}
    (await stack.http.put(f"/api/v3/jobs/{job}/scenes/{scene['id']}", json=script)).raise_for_status()
