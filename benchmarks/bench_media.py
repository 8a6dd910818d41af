"""Measure drawing, preparing and cutting.

Times are CPU seconds, which other work on the machine disturbs less than elapsed time; ratios between them hardly
change from one machine to another.
"""

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_OID, UUID, uuid5

import av
from anyio import CapacityLimiter

from benchmarks import at_least, at_most, note, show
from benchmarks.harness.media_material import FORMAT, a_photo, a_product, a_shot, vendors_clip
from benchmarks.harness.processes import own_cpu
from domain.brief import CaptionStyle
from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat, Transition
from domain.job.film.captions import CaptionLine
from domain.job.film.content_credentials import FilmClaim, PublicTake, SourceType
from domain.job.sound.music import MusicBed, cuts_of
from domain.job.sound.speech import SpokenWord
from domain.job.storyboard import ShotType
from domain.music.beats import best_tempo
from domain.music.styles import STYLES
from domain.ports.editor import CutClip, CutPlan, Overlay
from domain.ports.video_and_image import Shot
from media.animatic.render import draw_clip, draw_jpeg
from media.bounded_process import run_bounded
from media.credentials.c2pa_file import write_signed
from media.credentials.certificate import make_certificate
from media.decoding.files.probe import probe_file
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.packets import video_frames
from media.music.compose import write_bed
from media.music.in_time import write_music
from media.video.cut_film import cut
from media.video.encode import encode_clip, key_frames
from media.video.film_frames import film_frames
from media.video.overlay import make_overlay
from media.video.prepare_clip import prepare

KINDS = (Transition.CUT, Transition.CROSSFADE)
"""In turn: half of the scenes begin with a transition that is encoded."""

SCENES = 8
HD = FilmFormat(width=720, height=1280)
AT_ONCE = 20


def main(seconds: float = 4.0) -> None:
    """`seconds` is the length of a scene."""
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        photo, product = a_photo(folder / "photo.png"), a_product(folder / "product.png")
        _animatics(folder, photo, product, seconds)
        _cuts(folder, photo, product, seconds)
        _vendors_clips(folder, photo)
        _music(folder)
        asyncio.run(_at_once(folder, photo))


def _animatics(folder: Path, photo: Path, product: Path, seconds: float) -> None:
    looks = {
        "full picture": a_shot(photo, ShotType.WIDE, seconds),
        "card": a_shot(photo, ShotType.MEDIUM, seconds),
        "product": a_shot(product, ShotType.PRODUCT, seconds),
        "words alone": a_shot(None, ShotType.WIDE, seconds),
    }
    draw_clip(a_shot(None, ShotType.WIDE, 1.0), folder / "look.mp4")  # loads fonts
    costs: list[float] = []
    for name, shot in looks.items():
        with own_cpu() as spent:
            draw_clip(shot, folder / "look.mp4")
        costs.append(spent() / (shot.frames + HANDLE_FRAMES) * FPS)
        show(f"animatic, {name}", costs[-1], "CPU s a film second, 1080x1920")
    show("animatic, mean", sum(costs) / len(costs), "CPU s a film second, 1080x1920", at_most(0.90))


def _cuts(folder: Path, photo: Path, product: Path, seconds: float) -> None:
    cache = folder / "transitions"
    cache.mkdir()
    sources = [(photo, ShotType.WIDE), (photo, ShotType.MEDIUM), (product, ShotType.PRODUCT), (None, ShotType.WIDE)]
    shots = [a_shot(*sources[place % len(sources)], seconds, seed=place) for place in range(SCENES)]
    with own_cpu() as everything:
        clips = [_clip(folder, shot, place, KINDS[place % 2]) for place, shot in enumerate(shots)]
        cut(CutPlan(clips=tuple(clips)), folder / "film.mp4", FORMAT, cache)
    whole = everything()
    show(f"film of {SCENES} scenes", whole / (SCENES * seconds), "CPU s a film second, drawn and cut")
    # Scenes of four looks cost differently: the mean is that of one of each.
    with own_cpu() as taking:
        retaken = [_clip(folder, _with_seed(shots[place], 90 + place), 90 + place, KINDS[0]) for place in range(4)]
    take = taking() / len(retaken)
    for name, directory in (("transitions cached", cache), ("no transition cached", None)):
        with own_cpu() as cutting:
            cut(CutPlan(clips=tuple(clips)), folder / "film.mp4", FORMAT, directory)
        ratio, goal = (take + cutting()) / whole, at_most(0.15) if directory else None
        show(f"re-cut after one new take, {name}", ratio, "of making everything", goal)


def _vendors_clips(folder: Path, photo: Path) -> None:
    """Measure what the clips of a vendor cost on their way into a film of five scenes."""
    original = vendors_clip(folder / "vendors.mp4", photo, HD, fps=24, seconds=5)
    wanted = 135
    with own_cpu() as decoding, open_media(original) as container:
        stream = first_video(container)
        assert stream is not None
        sum(1 for _ in video_frames(container, stream))
    shown = list(film_frames(original, wanted + HANDLE_FRAMES, HD))
    with own_cpu() as encoding:
        encode_clip(shown, folder / "bare.mp4", HD, key_frames(wanted))
    with own_cpu() as preparing:
        clip = _prepared(original, folder, "vendors", wanted, HD, KINDS[0])
    clips = [
        clip.model_copy(update={"take": uuid5(NAMESPACE_OID, str(number)), "transition": KINDS[number % 2]})
        for number in range(5)
    ]
    bare, prepared = encoding(), preparing()
    note("a vendor's clip of 720x1280, 24 frames a second, 9 Mb/s, with grain and sound")
    show("prepare a vendor's clip", prepared / (wanted + HANDLE_FRAMES) * FPS, "CPU s a film second, 720p")
    show("prepare, beside the bare encoding of the same frames", prepared / bare, "times", at_most(1.15))
    show("prepare, beside bare decoding and encoding", prepared / (bare + decoding()), "times")

    _captions(shown)

    film, signed, cache = folder / "vendors-film.mp4", folder / "signed.mp4", folder / "vendors-transitions"
    cache.mkdir()
    certificate = make_certificate()
    takes = tuple(PublicTake(take_id=clip.take, vendor="v", model="m", sha256=None) for clip in clips)
    claim = FilmClaim(job_id=UUID(int=1), film_id=UUID(int=2), source_type=SourceType.GENERATED, takes=takes)
    works: dict[str, Callable[[], object]] = {
        "check a vendor's clip": lambda: probe_file(original),
        "cut five scenes, 22.5 s, with two transitions": lambda: cut(CutPlan(clips=tuple(clips)), film, HD),
        "cut them again, transitions cached": lambda: cut(CutPlan(clips=tuple(clips)), film, HD, cache),
        "sign the film": lambda: write_signed(film, signed, claim, certificate, None),
        "draw a still": lambda: draw_jpeg(a_shot(photo, ShotType.MEDIUM, 4.0), folder / "still.jpg"),
    }
    cut(CutPlan(clips=tuple(clips)), film, HD, cache)
    for name, work in works.items():
        with own_cpu() as working:
            work()
        show(name, working(), "CPU s")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import media.animatic.render, media.video.cut_film"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    show("start a process that renders; it is kept for 5 idle minutes", spent, "CPU s")


def _music(folder: Path) -> None:
    """Measure the beds that are composed for a film of 30 s, and a client's music in time with its cuts."""
    lengths = (150, 210, 120, 180, 240)
    cuts, frames, bed = cuts_of(lengths), sum(lengths), folder / "bed.wav"
    costs: list[float] = []
    for style, facts in STYLES.items():
        tempo = best_tempo(cuts, frames, facts.slowest, facts.fastest, facts.flexibility)
        with own_cpu() as composing:
            write_bed(MusicBed(name=style, style=style, tempo=tempo, seed=1), cuts, frames, bed)
        costs.append(composing() / frames * FPS)
    show("music bed, mean of the styles", sum(costs) / len(costs), "CPU s a film second", at_most(0.03))
    with own_cpu() as listening:
        write_music(bed, folder / "music.wav", frames, cuts)
    show("a client's music in time with the cuts", listening() / frames * FPS, "CPU s a film second")


async def _at_once(folder: Path, photo: Path) -> None:
    """Compare many clips at once with one after the other, each in a process of the renderer's."""
    shot = a_shot(photo, ShotType.MEDIUM, 1.0, format=HD)
    one_by_one = CapacityLimiter(1)

    async def draw(number: int, limiter: CapacityLimiter) -> None:
        async with limiter:
            await run_bounded("a clip", 60.0, draw_clip, shot, folder / f"at-once-{number}.mp4")

    async def draw_all(limiter: CapacityLimiter) -> float:
        began = time.monotonic()
        await asyncio.gather(*(draw(number, limiter) for number in range(AT_ONCE)))
        return time.monotonic() - began

    both = CapacityLimiter(2)
    await asyncio.gather(draw(0, both), draw(1, both))  # starts the processes
    alone, together = await draw_all(one_by_one), await draw_all(CapacityLimiter(AT_ONCE))
    show(f"{AT_ONCE} clips at once, beside one after the other", alone / together, "times as quick", at_least(0.95))


def _captions(shown: list[av.VideoFrame]) -> None:
    """Set captions whose words are marked, and lay them on the frames of a clip."""
    script = "Three out of four people say their skin feels dry by noon. Ours does not."
    words = tuple(
        SpokenWord(text=word, start=0.25 + place * 0.28, end=0.53 + place * 0.28)
        for place, word in enumerate(script.split())
    )
    line = CaptionLine(text=script, begins=0, ends=len(shown), words=words)
    with own_cpu() as drawing:
        drawn = make_overlay(Overlay(captions=(line,), style=CaptionStyle.HIGHLIGHT), HD)
        for _ in drawn.drawn_on(shown):
            pass
    show("set captions, lay them on a clip", drawing() / len(shown) * FPS, "CPU s a film second, 720p", at_most(0.07))


def _clip(folder: Path, shot: Shot, place: int, transition: Transition) -> CutClip:
    drawn = folder / f"{place}.mp4"
    draw_clip(shot, drawn)
    return _prepared(drawn, folder, str(place), shot.frames, FORMAT, transition)


def _prepared(
    original: Path, folder: Path, name: str, frames: int, format: FilmFormat, transition: Transition
) -> CutClip:
    directory = folder / name
    directory.mkdir()
    files = prepare(original, directory, frames, format)
    return CutClip(**dict(files), transition=transition, take=uuid5(NAMESPACE_OID, name))


def _with_seed(shot: Shot, seed: int) -> Shot:
    return shot.model_copy(update={"seed": seed})
