"""Sounds: of clips, and as music."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.corpus.colours import Array
from tests.corpus.encoding import Coding, add_video, encode, video_packets
from tests.corpus.inputs import Heard, Input, Maker, clip, music

LEVEL = 0.25
"""Amplitude of the tones."""

SECONDS = 1.2


def tone(seconds: float, rate: int, hertz: float = 440, level: float = LEVEL) -> Array:
    return np.asarray(level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate))


def frames(samples: Array, rate: int, layout: str, start: float = 0.0) -> Iterator[av.AudioFrame]:
    """Yield floating-point samples, one column for each channel, as frames of 1,024."""
    columns = samples if samples.ndim == 2 else np.repeat(samples[:, None], av.AudioLayout(layout).nb_channels, axis=1)
    first = round(start * rate)
    for at in range(0, len(columns), 1024):
        part = np.ascontiguousarray(columns[at : at + 1024].reshape(1, -1).astype(np.float32))
        frame = av.AudioFrame.from_ndarray(part, format="flt", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, first + at, Fraction(1, rate)
        yield frame


def sound_file(
    container: str, codec: str, given: Iterable[av.AudioFrame], rate: int, layout: str, **options: Any
) -> bytes:
    """Return a file with one track of sound."""
    out = BytesIO()
    with av.open(out, "w", format=container) as target:
        add_sound(target, codec, given, rate, layout, **options)
    return out.getvalue()


def add_sound(
    target: av.container.OutputContainer,
    codec: str,
    given: Iterable[av.AudioFrame],
    rate: int,
    layout: str,
    **options: Any,
) -> None:
    stream = target.add_stream(codec, rate=rate, layout=layout, **options)
    assert isinstance(stream, av.AudioStream)
    _mux_sound(target, stream, given)


def _mux_sound(target: av.container.OutputContainer, stream: av.AudioStream, given: Iterable[av.AudioFrame]) -> None:
    codec = stream.codec_context
    resampler = av.AudioResampler(codec.format, codec.layout, codec.sample_rate, codec.frame_size or None)
    for frame in [*given, None]:
        for made in resampler.resample(frame):
            target.mux(stream.encode(made))
    target.mux(stream.encode(None))


def sounds() -> Iterator[Input]:
    yield from clip_sounds()
    yield from musics()


Track = tuple[str, int, str, Array, float]
"""Codec, rate, layout, samples, start in seconds."""


def with_sound(*tracks: Track, container: str = "mp4", default: int | None = None) -> bytes:
    """Return a clip of the test picture with these tracks of sound."""
    out = BytesIO()
    coding = Coding(container)
    with av.open(out, "w", format=container) as target:
        video = add_video(target, coding)
        streams = []
        for at, (codec, rate, layout, _, _) in enumerate(tracks):
            stream = target.add_stream(codec, rate=rate, layout=layout)
            assert isinstance(stream, av.AudioStream)
            if default is not None:
                stream.disposition = av.stream.Disposition.default if at == default else av.stream.Disposition(0)
            streams.append(stream)
        for packet in video_packets(video, coding):
            target.mux(packet)
        for stream, (_, rate, layout, samples, start) in zip(streams, tracks, strict=True):
            _mux_sound(target, stream, frames(samples, rate, layout, start))
    return out.getvalue()


def clip_sounds() -> Iterator[Input]:
    plain = tone(SECONDS, 48_000)

    def of(name: str, what: str, heard: Heard, *tracks: Track, **options: Any) -> Input:
        return clip(name, what, _written(partial(with_sound, *tracks, **options)), heard=heard)

    yield of("reference.mp4", "AAC, stereo", Heard(), ("aac", 48_000, "stereo", plain, 0))
    yield of("mono.mp4", "AAC, mono: as loud as in stereo", Heard(), ("aac", 48_000, "mono", plain, 0))
    yield of(
        "mono.mov", "PCM, mono, 8 kHz", Heard(), ("pcm_s16le", 8_000, "mono", tone(SECONDS, 8_000), 0), container="mov"
    )
    yield of(
        "float.mkv",
        "floating point, 96 kHz",
        Heard(),
        ("pcm_f32le", 96_000, "stereo", tone(SECONDS, 96_000), 0),
        container="matroska",
    )
    front = np.zeros((len(plain), 6))
    front[:, 0] = front[:, 1] = plain
    surround = Heard(level=-7.7)
    yield of("surround.mkv", "5.1, sound in front", surround, ("ac3", 48_000, "5.1", front, 0), container="matroska")
    second = [("aac", 48_000, "stereo", tone(SECONDS, 48_000, 1000), 0), ("aac", 48_000, "stereo", plain, 0)]
    yield of(
        "second-default.mkv", "the second track is the default one", Heard(), *second, container="matroska", default=1
    )
    late = tone(SECONDS / 2, 48_000)
    yield of(
        "late.mkv",
        "the sound begins after 0.5 s",
        Heard(None, later=440),
        ("flac", 48_000, "stereo", late, 0.5),
        container="matroska",
    )
    yield of("opus.webm", "Opus", Heard(), ("libopus", 48_000, "stereo", plain, 0), container="matroska")
    yield clip("layout-changes.mkv", "mono, then stereo", _written(_changing_layout), heard=Heard(later=440))
    says = "sound"
    yield clip(
        "unreadable-sound.mkv",
        "sound that cannot be decoded: picture, warning",
        _written(_unreadable),
        heard=Heard(None),
        says=says,
    )


def _changing_layout() -> bytes:
    """Return Matroska whose one track of MP3 is mono, then stereo."""
    out, coding = BytesIO(), Coding("matroska")
    parts = [
        (sound_file("mp3", "libmp3lame", frames(tone(0.6, 48_000), 48_000, layout), 48_000, layout), start)
        for layout, start in (("mono", 0.0), ("stereo", 0.6))
    ]
    with av.open(out, "w", format="matroska") as target, av.open(BytesIO(parts[0][0]), "r") as first:
        video = add_video(target, coding)
        sound = target.add_stream_from_template(first.streams.audio[0])
        for made in video_packets(video, coding):
            target.mux(made)
        for data, start in parts:
            with av.open(BytesIO(data), "r") as source:
                for packet in source.demux(audio=0):
                    if packet.pts is not None and packet.time_base is not None:
                        packet.pts = packet.dts = packet.pts + round(start / packet.time_base)
                        packet.stream = sound
                        target.mux(packet)
    return out.getvalue()


def _unreadable() -> bytes:
    """The sound's packets are noise, under the name of AAC."""
    whole = with_sound(("aac", 48_000, "stereo", tone(SECONDS, 48_000), 0), container="matroska")
    out = BytesIO()
    random = np.random.default_rng(7)
    with av.open(BytesIO(whole), "r") as source, av.open(out, "w", format="matroska") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.pts is None:
                continue
            made = packet
            if packet.stream.type == "audio":
                made = av.Packet(random.integers(0, 256, packet.size, dtype=np.uint8).tobytes())
                made.pts, made.dts, made.time_base = packet.pts, packet.dts, packet.time_base
                made.duration = packet.duration
            made.stream = streams[packet.stream.index]
            target.mux(made)
    return out.getvalue()


def musics() -> Iterator[Input]:
    for name, what, container, codec, rate, layout in (
        ("stereo.mp3", "MP3", "mp3", "libmp3lame", 44_100, "stereo"),
        ("mpeg25.mp3", "MP3 of MPEG-2.5, 8 kHz", "mp3", "libmp3lame", 8_000, "mono"),
        ("mpeg25-11.mp3", "MP3 of MPEG-2.5, 11.025 kHz", "mp3", "libmp3lame", 11_025, "stereo"),
        ("mpeg2.mp3", "MP3 of MPEG-2, 22.05 kHz", "mp3", "libmp3lame", 22_050, "stereo"),
        ("layer2.mp2", "MPEG layer 2", "mp2", "mp2", 44_100, "stereo"),
        ("raw.aac", "AAC in ADTS", "adts", "aac", 44_100, "stereo"),
        ("apple.aiff", "AIFF", "aiff", "pcm_s16be", 44_100, "stereo"),
        ("deep.wav", "WAV of 24 bits", "wav", "pcm_s24le", 96_000, "stereo"),
        ("law.wav", "WAV of mu-law, 8 kHz", "wav", "pcm_mulaw", 8_000, "mono"),
        ("song.opus", "Opus", "ogg", "libopus", 48_000, "stereo"),
        ("song.flac", "FLAC", "flac", "flac", 44_100, "stereo"),
        ("song.mka", "Matroska audio of FLAC", "matroska", "flac", 48_000, "stereo"),
        ("alac.m4a", "Apple Lossless", "ipod", "alac", 44_100, "stereo"),
        ("song.wma", "Windows Media", "asf", "wmav2", 44_100, "stereo"),
        ("song.caf", "Core Audio", "caf", "pcm_s16le", 44_100, "stereo"),
    ):
        given = partial(_music_file, container, codec, rate, layout)
        yield music(name, what, _written(given))
    mp3 = partial(_music_file, "mp3", "libmp3lame", 44_100, "stereo")
    yield music("zeros.mp3", "MP3 behind 5,000 zeros", _written(lambda: bytes(5000) + mp3()))
    yield music("tagged.mp3", "MP3 with an ID3 tag of a picture", _written(lambda: _id3() + mp3()))
    yield music("cover.m4a", "M4A with cover art", _written(_with_cover))
    joined = [("mono", 44_100, 440), ("stereo", 44_100, 880)]
    yield music("joined-layouts.mp3", "mono, then stereo", _written(partial(_joined, joined)), Heard(440, later=880))
    rates = [("stereo", 44_100, 440), ("stereo", 22_050, 880)]
    yield music(
        "joined-rates.mp3", "44.1 kHz, then 22.05 kHz", _written(partial(_joined, rates)), Heard(440, later=880)
    )
    yield music("chained.ogg", "Ogg: two streams, one after the other", _written(_chained), Heard(440, later=880))
    yield music("damaged.mp3", "a part of it is noise: the rest is heard", _written(partial(_damaged, mp3)))


def _music_file(container: str, codec: str, rate: int, layout: str, hertz: float = 440, seconds: float = 3) -> bytes:
    bits = {"bit_rate": 128_000} if codec == "wmav2" else {}
    return sound_file(container, codec, frames(tone(seconds, rate, hertz), rate, layout), rate, layout, **bits)


def _joined(parts: Sequence[tuple[str, int, float]]) -> bytes:
    return b"".join(_music_file("mp3", "libmp3lame", rate, layout, hertz, 2.6) for layout, rate, hertz in parts)


def _chained() -> bytes:
    return b"".join(_music_file("ogg", "libopus", 48_000, "stereo", hertz, 2.5) for hertz in (440, 880))


def _damaged(make: Callable[[], bytes]) -> bytes:
    data = bytearray(make())
    middle = len(data) // 2
    data[middle : middle + 400] = np.random.default_rng(3).integers(0, 256, 400, dtype=np.uint8).tobytes()
    return bytes(data)


def _id3() -> bytes:
    """An ID3 tag, version 2.3, with a picture."""
    picture = encode(Coding("mjpeg", "mjpeg", "yuvj420p", full=True))[:4000]
    body = b"\0image/jpeg\0\3\0" + picture
    frame = b"APIC" + len(body).to_bytes(4) + b"\0\0" + body
    size = len(frame)
    return b"ID3\3\0\0" + bytes(size >> shift & 127 for shift in (21, 14, 7, 0)) + frame


def _with_cover() -> bytes:
    out = BytesIO()
    with av.open(out, "w", format="mp4") as target:
        sound = target.add_stream("aac", rate=44_100, layout="stereo")
        cover = target.add_stream("mjpeg", rate=1)
        assert isinstance(sound, av.AudioStream)
        assert isinstance(cover, av.VideoStream)
        cover.width = cover.height = 64
        cover.pix_fmt = "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        frame = av.VideoFrame(64, 64, "yuvj420p")
        frame.pts, frame.time_base = 0, Fraction(1, 1)
        target.mux(cover.encode(frame))
        target.mux(cover.encode(None))
        _mux_sound(target, sound, frames(tone(3, 44_100), 44_100, "stereo"))
    return out.getvalue()


def _written(make: Callable[[], bytes]) -> Maker:
    def write(path: Path) -> None:
        path.write_bytes(make())

    return write
