"""Sound files and clips as clients send them: of any codec, layout, rate and timing."""

import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from media.audio.pcm import Samples
from media.decoding.sounds.sound import music_samples

LEFT, RIGHT = 1, 2
"""CoreAudio's labels of channels."""

Wave = np.ndarray[tuple[int, ...], np.dtype[np.int16]]


def sine(seconds: float, hertz: float = 440, amplitude: float = 8_000, rate: int = 48_000) -> Wave:
    at = np.arange(round(seconds * rate)) / rate
    return np.rint(amplitude * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def packets(
    channels: Sequence[Wave], codec: str = "pcm_s16le", layout: str = "stereo", rate: int = 48_000
) -> list[bytes]:
    """Encode one wave for each channel, in frames of 1,024 or as the codec wants them."""
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.AudioCodecContext)
    assert context.codec.audio_formats is not None
    context.format = context.codec.audio_formats[0]
    context.layout, context.sample_rate = layout, rate
    samples = np.ascontiguousarray(np.stack(list(channels), axis=1)).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    resampler = av.AudioResampler(context.format, layout, rate, frame_size=1024)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return [bytes(packet) for one in [*frames, None] for packet in context.encode(one)]


def write_packets(
    path: Path,
    timed: Iterable[tuple[int, bytes]],
    codec: str = "pcm_s16le",
    layout: str = "stereo",
    rate: int = 48_000,
    video_frames: int = 0,
) -> Path:
    """Write packets at times in milliseconds to a Matroska file, beside a grey picture of so many frames."""
    with av.open(str(path), "w", format="matroska") as container:
        audio = container.add_stream(codec, rate=rate, layout=layout)
        if video_frames:
            video = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "bf": "0"})
            video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
            for number in range(video_frames):
                grey = av.VideoFrame.from_ndarray(np.full((120, 160, 3), 90 + number, dtype=np.uint8), format="rgb24")
                grey.pts, grey.time_base = number, Fraction(1, 30)
                container.mux(video.encode(grey))
            container.mux(video.encode(None))
        for time, data in timed:
            packet = av.Packet(data)
            packet.stream, packet.time_base = audio, Fraction(1, 1000)
            packet.pts = packet.dts = time
            container.mux(packet)
    return path


def write_sound(
    path: Path,
    channels: Sequence[Wave],
    codec: str = "pcm_s16le",
    layout: str = "stereo",
    rate: int = 48_000,
    format: str | None = None,
) -> Path:
    """Encode one wave for each channel to a file of the container that its name, or `format`, says."""
    with av.open(str(path), "w", format=format) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        samples = np.ascontiguousarray(np.stack(list(channels), axis=1)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_caf(path: Path, channels: dict[int, Wave]) -> Path:
    """Write a Core Audio file that says of each channel, by CoreAudio's label, which one it is."""
    data = np.stack(list(channels.values()), axis=1).astype(">i2").tobytes()
    count = len(channels)
    described = b"".join(struct.pack(">II3f", label, 0, 0, 0, 0) for label in channels)
    chunks = (
        (b"desc", struct.pack(">d4s5I", 48_000, b"lpcm", 0, 2 * count, 1, count, 16)),
        (b"chan", struct.pack(">III", 0, 0, count) + described),
        (b"data", struct.pack(">I", 0) + data),
    )
    path.write_bytes(
        struct.pack(">4sHH", b"caff", 1, 0)
        + b"".join(struct.pack(">4sq", name, len(content)) + content for name, content in chunks)
    )
    return path


def heard(path: Path) -> Samples:
    """Return a file's sound as music."""
    return np.concatenate(list(music_samples(path)))
