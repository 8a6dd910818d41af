"""What the benchmarks of media are made of: pictures, shots, and a clip as vendors send it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from domain.film_format import SAMPLE_RATE, FilmFormat, Transition, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.video_and_image import Shot

FORMAT = FilmFormat(width=1080, height=1920)

_SCRIPT = "Three out of four people say their skin feels dry by noon. Ours does not."


def a_shot(
    picture: Path | None, shot_type: ShotType, seconds: float, seed: int = 1, format: FilmFormat = FORMAT
) -> Shot:
    text = SceneText(
        scenario=Scenario.SOLUTION,
        duration=seconds,
        description="A bench",
        script=_SCRIPT,
        shot_type=shot_type,
        transition=Transition.CUT,
    )
    pictures = (picture,) if picture else ()
    return Shot(
        key="bench", model="animatic-1", text=text, pictures=pictures, format=format, frames=frames(seconds), seed=seed
    )


def a_photo(path: Path) -> Path:
    """Write an image with detail at every size, as photographs have: a sum of noise over octaves."""
    random = np.random.default_rng(3)
    sheet = np.zeros((1600, 1200, 3), dtype=np.float32)
    for octave in range(2, 9):
        small = Image.fromarray(random.integers(0, 255, (2**octave, 2**octave, 3), dtype=np.uint8))
        sheet += np.asarray(small.resize((1200, 1600), Image.Resampling.BICUBIC), dtype=np.float32) / 2 ** (octave - 1)
    Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8)).save(path)
    return path


def a_product(path: Path) -> Path:
    image = Image.new("RGB", (1200, 1600), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((350, 500, 850, 1500), 90, fill=(24, 120, 95))
    draw.rounded_rectangle((500, 150, 700, 500), 30, fill=(205, 165, 80))
    image.filter(ImageFilter.GaussianBlur(1)).save(path)
    return path


def vendors_clip(path: Path, photo: Path, size: FilmFormat, fps: int, seconds: int) -> Path:
    """Write a clip with sound in which a camera moves over a photo, with the grain of a sensor: 9 Mb/s at 720p."""
    image, random = Image.open(photo).convert("RGB"), np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        video: av.VideoStream = container.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": "20"})
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        audio = container.add_stream("aac", SAMPLE_RATE, layout="stereo")
        for number in range(seconds * fps):
            part = number / (seconds * fps)
            across = min(image.width, image.height * size.width / size.height) / (1 + 0.15 * part)
            down = across * size.height / size.width
            x, y = (image.width - across) * part, (image.height - down) / 2
            shown = image.resize((size.width, size.height), Image.Resampling.BICUBIC, (x, y, x + across, y + down))
            grainy = np.asarray(shown) + random.normal(0, 3, (size.height, size.width, 1))
            frame = av.VideoFrame.from_ndarray(np.clip(grainy, 0, 255).astype(np.uint8), format="rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        tone = (3000 * np.sin(0.05 * np.arange(seconds * SAMPLE_RATE))).astype(np.int16)
        for at in range(0, len(tone), 1024):
            block = np.repeat(tone[at : at + 1024], 2).reshape(1, -1)
            sound = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
            sound.sample_rate, sound.pts, sound.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return path
