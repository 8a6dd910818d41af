"""Measure drawing and cutting.

Times are CPU seconds of this process, which other work on the machine disturbs less than elapsed time; ratios between
them hardly change from one machine to another.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_OID, uuid5

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks import show
from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat, Transition, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.editor import CutClip
from domain.ports.video_and_image import Shot
from media.animatic.render import draw_clip
from media.video.cut_film import cut
from media.video.prepare_clip import prepare

FORMAT = FilmFormat(width=1080, height=1920)
KINDS = (Transition.CUT, Transition.CROSSFADE)
"""In turn: half of the scenes begin with a transition that is encoded."""

SCENES = 8
SCRIPT = "Three out of four people say their skin feels dry by noon. Ours does not."


def main(seconds: float = 4.0) -> None:
    """`seconds` is the length of a scene."""
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        photo, product = _photo(folder / "photo.png"), _product(folder / "product.png")
        _animatics(folder, photo, product, seconds)
        _cuts(folder, photo, product, seconds)


def _animatics(folder: Path, photo: Path, product: Path, seconds: float) -> None:
    looks = {
        "full picture": _shot(photo, ShotType.WIDE, seconds),
        "card": _shot(photo, ShotType.MEDIUM, seconds),
        "product": _shot(product, ShotType.PRODUCT, seconds),
        "words alone": _shot(None, ShotType.WIDE, seconds),
    }
    costs: list[float] = []
    for name, shot in looks.items():
        with _cpu() as spent:
            draw_clip(shot, folder / "look.mp4")
        costs.append(spent() / (shot.frames + HANDLE_FRAMES) * FPS)
        show(f"animatic, {name}", costs[-1], "CPU s per film s, 1080x1920 at 30")
    show("animatic, mean", sum(costs) / len(costs), "CPU s per film s (goal 0.90)")


def _cuts(folder: Path, photo: Path, product: Path, seconds: float) -> None:
    cache = folder / "transitions"
    cache.mkdir()
    sources = [(photo, ShotType.WIDE), (photo, ShotType.MEDIUM), (product, ShotType.PRODUCT), (None, ShotType.WIDE)]
    shots = [_shot(*sources[place % len(sources)], seconds, seed=place) for place in range(SCENES)]
    with _cpu() as everything:
        clips = [_clip(folder, shot, place, KINDS[place % 2]) for place, shot in enumerate(shots)]
        cut(clips, folder / "film.mp4", FORMAT, cache)
    whole = everything()
    show(f"film of {SCENES} scenes", whole / (SCENES * seconds), "CPU s per film s, drawn and cut")
    with _cpu() as taking:
        clips[3] = _clip(folder, _shot(*sources[3], seconds, seed=99), 99, clips[3].transition)
    take = taking()
    for name, directory in (("transitions cached", cache), ("no transition cached", None)):
        with _cpu() as cutting:
            cut(clips, folder / "film.mp4", FORMAT, directory)
        show(
            f"re-cut after one new take, {name}", (take + cutting()) / whole, "of making everything (goal 0.18, cached)"
        )


def _clip(folder: Path, shot: Shot, place: int, transition: Transition) -> CutClip:
    directory = folder / str(place)
    directory.mkdir()
    draw_clip(shot, directory / "original.mp4")
    files = prepare(directory / "original.mp4", directory, shot.frames, FORMAT)
    return CutClip(**dict(files), transition=transition, take=uuid5(NAMESPACE_OID, str(place)))


def _shot(picture: Path | None, shot_type: ShotType, seconds: float, seed: int = 1) -> Shot:
    text = SceneText(
        scenario=Scenario.SOLUTION,
        duration=seconds,
        description="A bench",
        script=SCRIPT,
        shot_type=shot_type,
        transition=Transition.CUT,
    )
    pictures = (picture,) if picture else ()
    return Shot(
        key="bench", model="animatic-1", text=text, pictures=pictures, format=FORMAT, frames=frames(seconds), seed=seed
    )


def _photo(path: Path) -> Path:
    """Write an image with detail at every size, as photographs have: a sum of noise over octaves."""
    random = np.random.default_rng(3)
    sheet = np.zeros((1600, 1200, 3), dtype=np.float32)
    for octave in range(2, 9):
        small = Image.fromarray(random.integers(0, 255, (2**octave, 2**octave, 3), dtype=np.uint8))
        sheet += np.asarray(small.resize((1200, 1600), Image.Resampling.BICUBIC), dtype=np.float32) / 2 ** (octave - 1)
    Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8)).save(path)
    return path


def _product(path: Path) -> Path:
    image = Image.new("RGB", (1200, 1600), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((350, 500, 850, 1500), 90, fill=(24, 120, 95))
    draw.rounded_rectangle((500, 150, 700, 500), 30, fill=(205, 165, 80))
    image.filter(ImageFilter.GaussianBlur(1)).save(path)
    return path


@contextmanager
def _cpu() -> Iterator[Callable[[], float]]:
    begin = time.process_time()
    yield lambda: time.process_time() - begin
