"""Shots, pictures and clips to test with; small, so that tests are quick."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import av
import numpy as np
from PIL import Image, ImageDraw

from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE, FilmFormat, Transition
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.editor import CutClip
from domain.ports.video import Shot
from media.animatic.render import draw_clip
from media.audio.pcm import PER_FRAME, Samples, silence, to_frame
from media.video.prepare_clip import prepare

SMALL = FilmFormat(width=180, height=320)

SHAPES = {
    "9:16": FilmFormat(width=360, height=640),
    "16:9": FilmFormat(width=640, height=360),
    "1:1": FilmFormat(width=360, height=360),
    "4:5": FilmFormat(width=360, height=450),
}

Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def a_shot(
    *pictures: Path,
    script: str = "Fresh coffee, every morning.",
    shot_type: ShotType = ShotType.WIDE,
    scenario: Scenario = Scenario.SOLUTION,
    transition: Transition = Transition.CUT,
    format: FilmFormat = SMALL,
    frames: int = 45,
    seed: int = 1,
) -> Shot:
    text = SceneText(
        scenario=scenario,
        duration=max(1.0, frames / 30),
        description="A cup on a table",
        script=script,
        shot_type=shot_type,
        transition=transition,
    )
    return Shot(key="shot", model="animatic-1", text=text, pictures=pictures, format=format, frames=frames, seed=seed)


def a_photo(path: Path, size: tuple[int, int] = (400, 500), seed: int = 1) -> Path:
    """Coloured discs, edge to edge: nothing that could be cut out."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", size, (70, 40, 30))
    draw = ImageDraw.Draw(image)
    for _ in range(120):
        x, y, radius = (int(random.integers(low, high)) for low, high in ((0, size[0]), (0, size[1]), (10, 60)))
        colour = tuple(int(value) for value in random.integers(0, 255, 3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    image.save(path)
    return path


def a_product(path: Path) -> Path:
    """A bottle on white."""
    image = Image.new("RGB", (400, 600), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((120, 200, 280, 560), 30, fill=(20, 120, 90))
    draw.rectangle((170, 80, 230, 200), fill=(200, 160, 80))
    draw.rectangle((150, 320, 250, 440), fill="white")
    image.save(path)
    return path


def a_vendors_clip(
    path: Path,
    *,
    size: tuple[int, int] = (320, 240),
    rate: int = 24,
    frames: int = 48,
    sound: Samples | None = None,
    sound_from: float = 0.0,
    turned: int = 0,
) -> Path:
    """A clip as a video model makes it: another size and rate, B-frames, AAC. A white bar crosses a grey wall."""
    with av.open(str(path), "w", format="mp4", options={"movie_timescale": str(SAMPLE_RATE)}) as container:
        video = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "bf": "2", "crf": "18"})
        video.width, video.height, video.pix_fmt = size[0], size[1], "yuv420p"
        if turned:
            video.set_display_rotation(turned)
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo") if sound is not None else None
        for number in range(frames):
            wall = np.full((size[1], size[0], 3), 90, dtype=np.uint8)
            at = number * size[0] // frames
            wall[:, at : at + size[0] // 10] = 235
            frame = av.VideoFrame.from_ndarray(wall, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            for at in range(0, len(sound), 1024):
                container.mux(audio.encode(to_frame(sound[at : at + 1024], at + round(sound_from * SAMPLE_RATE))))
            container.mux(audio.encode(None))
    return path


def clicks(frames: int, *places: int, loud: int = 25_000) -> Samples:
    """Silence as long as so many frames of picture, with a click at each of these samples."""
    sound = silence(frames * PER_FRAME)
    for place in places:
        sound[place : place + 40] = loud
    return sound


def tone(frames: int, hertz: float = 440, amplitude: float = 3000) -> Samples:
    wave = amplitude * np.sin(2 * np.pi * hertz * np.arange(frames * PER_FRAME) / SAMPLE_RATE)
    return np.stack([wave, wave], axis=1).astype(np.int16)


def with_sound(clip: Path, sound: Samples, out: Path) -> Path:
    """The clip's packets as they are, and an uncompressed sound track."""
    with av.open(str(clip)) as source, av.open(str(out), "w", format="mp4") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        audio = target.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="stereo")
        for packet in source.demux(source.streams.video[0]):
            if packet.pts is not None:
                packet.stream = video
                target.mux(packet)
        target.mux(audio.encode(to_frame(sound, 0)))
        target.mux(audio.encode(None))
    return out


def a_cut_clip(
    folder: Path,
    name: str,
    *,
    frames: int = 45,
    transition: Transition = Transition.CUT,
    sound: Samples | None = None,
    format: FilmFormat = SMALL,
) -> CutClip:
    """A prepared animatic. `sound` covers the frames and the handle."""
    original = folder / f"{name}-original.mp4"
    draw_clip(a_shot(script=name, frames=frames, seed=len(name), format=format), original, lambda _: None)
    if sound is not None:
        original = with_sound(original, sound, folder / f"{name}-with-sound.mp4")
    working, tail, wav = (folder / f"{name}-{part}" for part in ("working.mp4", "tail.mp4", "sound.wav"))
    done = prepare(original, working, tail, wav, frames, format)
    return CutClip(
        working=working,
        tail=tail,
        sound=wav if done.has_sound else None,
        frames=frames,
        transition=transition,
        take=uuid5(NAMESPACE_OID, name),
    )


def pictures(path: Path) -> list[Picture]:
    """All decoded frames, planes under each other."""
    return list(_pictures(path))


def _pictures(path: Path) -> Iterator[Picture]:
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.video[0]):
            yield np.asarray(frame.to_ndarray(format="yuv420p"), dtype=np.uint8)


def heard(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The left channel of a file's sound, from -1 to 1."""
    resampler = av.AudioResampler("flt", "stereo", SAMPLE_RATE)
    parts: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            parts += [np.asarray(made.to_ndarray(), dtype=np.float32) for made in resampler.resample(frame)]
    return np.concatenate([part.reshape(-1, 2)[:, 0] for part in parts])


def key_numbers(path: Path) -> list[int]:
    """Numbers of the frames that are key frames."""
    with av.open(str(path)) as container:
        shown = [packet for packet in container.demux(container.streams.video[0]) if packet.pts is not None]
    return [number for number, packet in enumerate(shown) if packet.is_keyframe]


HANDLE = HANDLE_FRAMES
