"""Shots, pictures, sounds and clips to test with; small, so that tests are quick."""

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
from domain.ports.video_and_image import Shot
from media.audio.pcm import FRAME_SAMPLES, Samples, samples_to_frame, silence
from media.drawing.yuv_planes import planes_to_frame, to_layer
from media.video.encode import encode_clip, key_frames
from media.video.prepare_clip import prepare

SMALL = FilmFormat(width=180, height=320)
TINY = FilmFormat(width=96, height=160)

SHAPES = {
    "9:16": FilmFormat(width=270, height=480),
    "16:9": FilmFormat(width=480, height=270),
    "1:1": FilmFormat(width=270, height=270),
    "4:5": FilmFormat(width=288, height=360),
}

FramePlanes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def a_shot(
    *pictures: Path,
    script: str = "Fresh coffee, every morning.",
    shot_type: ShotType = ShotType.WIDE,
    scenario: Scenario = Scenario.SOLUTION,
    transition: Transition = Transition.CUT,
    format: FilmFormat = TINY,
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


def a_photo(path: Path, size: tuple[int, int] = (200, 250), seed: int = 1) -> Path:
    """Save coloured discs, edge to edge: nothing that could be cut out."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", size, (70, 40, 30))
    draw = ImageDraw.Draw(image)
    for _ in range(120):
        x, y, radius = (int(random.integers(low, high)) for low, high in ((0, size[0]), (0, size[1]), (5, 30)))
        colour = tuple(int(value) for value in random.integers(0, 255, 3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    image.save(path)
    return path


def a_product(path: Path) -> Path:
    """Save a bottle with a white label on white."""
    image = Image.new("RGB", (200, 300), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 100, 140, 280), 15, fill=(20, 120, 90))
    draw.rectangle((85, 40, 115, 100), fill=(200, 160, 80))
    draw.rectangle((75, 160, 125, 220), fill="white")
    image.save(path)
    return path


def a_vendors_clip(
    path: Path,
    *,
    size: tuple[int, int] = (160, 120),
    rate: int = 24,
    frames: int = 48,
    sound: Samples | None = None,
    sound_from: float = 0.0,
    rotation: int = 0,
    key_frames: int = 250,
    live: bool = False,
) -> Path:
    """Encode a clip as a video model does: another size and rate, B-frames, AAC. A white bar crosses a grey wall.

    `key_frames` is the distance of key frames. A Matroska file that is `live` does not say how long it is.
    """
    options = {".mp4": {"movie_timescale": str(SAMPLE_RATE)}, ".mkv": {"live": str(int(live))}}.get(path.suffix, {})
    with av.open(str(path), "w", options=options) as container:
        x264 = {"preset": "ultrafast", "bf": "2", "crf": "18", "g": str(key_frames)}
        video = container.add_stream("libx264", rate=rate, options=x264)
        video.width, video.height, video.pix_fmt = size[0], size[1], "yuv420p"
        if rotation:
            video.set_display_rotation(rotation)
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
                container.mux(
                    audio.encode(samples_to_frame(sound[at : at + 1024], at + round(sound_from * SAMPLE_RATE)))
                )
            container.mux(audio.encode(None))
    return path


def an_own_clip(path: Path, frames: int, format: FilmFormat = TINY, seed: int = 1) -> Path:
    """Encode a clip and its handle with our settings; each frame has another grey, to tell frames apart."""
    greys = (60 + (67 * seed + number) % 160 for number in range(frames + HANDLE_FRAMES))
    size = (format.width, format.height)
    pictures = (planes_to_frame(to_layer(Image.new("RGB", size, (grey, grey, grey))).planes) for grey in greys)
    encode_clip(pictures, path, format, key_frames(frames))
    return path


def clicks(frames: int, *places: int) -> Samples:
    """Return silence as long as so many video frames, with a click at each of these samples."""
    sound = silence(frames * FRAME_SAMPLES)
    for place in places:
        sound[place : place + 40] = 25_000
    return sound


def tone(frames: int, hertz: float = 440, amplitude: float = 3000) -> Samples:
    wave = amplitude * np.sin(2 * np.pi * hertz * np.arange(frames * FRAME_SAMPLES) / SAMPLE_RATE)
    return np.stack([wave, wave], axis=1).astype(np.int16)


def with_sound(clip: Path, sound: Samples, out: Path) -> Path:
    """Copy the clip's packets and add an uncompressed sound track."""
    with av.open(str(clip)) as source, av.open(str(out), "w", format="mp4") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        audio = target.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="stereo")
        for packet in source.demux(source.streams.video[0]):
            if packet.pts is not None:
                packet.stream = video
                target.mux(packet)
        target.mux(audio.encode(samples_to_frame(sound, 0)))
        target.mux(audio.encode(None))
    return out


def a_cut_clip(
    folder: Path,
    name: str,
    *,
    frames: int = 45,
    transition: Transition = Transition.CUT,
    sound: Samples | None = None,
    format: FilmFormat = TINY,
) -> CutClip:
    """Prepare a clip of our encoder. `sound` covers the frames and the handle."""
    directory = folder / name
    directory.mkdir()
    original = an_own_clip(directory / "original.mp4", frames, format, seed=sum(map(ord, name)))
    if sound is not None:
        original = with_sound(original, sound, directory / "with-sound.mp4")
    files = prepare(original, directory, frames, format)
    return CutClip(**dict(files), transition=transition, take=uuid5(NAMESPACE_OID, name))


def size_frames_seconds(path: Path) -> tuple[tuple[int, int], int, float]:
    """Return a video's size, number of frames and length."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        return (stream.width, stream.height), stream.frames, float(stream.duration * stream.time_base)


def decoded_frames(path: Path) -> list[FramePlanes]:
    """Return all frames, planes one below the other."""
    return list(_decoded(path))


def _decoded(path: Path) -> Iterator[FramePlanes]:
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.video[0]):
            yield np.asarray(frame.to_ndarray(format="yuv420p"), dtype=np.uint8)


def left_channel(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return the left channel of a file's sound, from -1 to 1."""
    resampler = av.AudioResampler("flt", "stereo", SAMPLE_RATE)
    parts: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            parts += [np.asarray(made.to_ndarray(), dtype=np.float32) for made in resampler.resample(frame)]
    return np.concatenate([part.reshape(-1, 2)[:, 0] for part in parts])


def key_frame_numbers(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(container.streams.video[0]) if packet.pts is not None]
    return [number for number, packet in enumerate(packets) if packet.is_keyframe]
