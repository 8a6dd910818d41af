"""Measure a film: the colours of its frames, and the tones of its sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import av
import numpy as np

from domain.film_format import FPS, SAMPLE_RATE
from tests.corpus.colours import CORNERS, Array
from tests.corpus.inputs import Heard, Shown

_PLACES = ((0.29, 0.29), (0.29, 0.71), (0.71, 0.29), (0.71, 0.71))
_GROUND = ((0.02, 0.29), (0.29, 0.02), (0.98, 0.71), (0.71, 0.98), (0.5, 0.5))
"""Row and column, as parts of the frame, of the corners' colours and of the grey around them."""

_MOST_COLOUR = 40
"""Difference of a grey's channels, after 4:2:0 and scaling have mixed in some of its neighbours."""

_SILENT = -60.0


@dataclass(frozen=True)
class Finding:
    """What a film shows or has, in words, and whether it is right."""

    expected: str
    got: str
    ok: bool


@dataclass(frozen=True)
class FilmContent:
    """The frames asked for, as RGB, and the sound, from -1 to 1, left and right."""

    frames: dict[int, Array]
    sound: Array


def read_film(data: bytes, wanted: Sequence[int]) -> FilmContent:
    """Decode the film's sound and these frames."""
    frames: dict[int, Array] = {}
    resampler = av.AudioResampler("flt", "stereo", SAMPLE_RATE)
    parts: list[Array] = [np.zeros((0, 2), np.float32)]
    with av.open(BytesIO(data), "r") as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                frames[number] = _rgb(frame.to_ndarray(format="yuv420p"))
    with av.open(BytesIO(data), "r") as container:
        if container.streams.audio:
            for heard in container.decode(audio=0):
                parts += [np.asarray(made.to_ndarray()).reshape(-1, 2) for made in resampler.resample(heard)]
    return FilmContent(frames, np.concatenate(parts))


def _rgb(planes: Array) -> Array:
    """Convert the planes of a film's frame, one below the other: BT.709 of limited range."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    y = (planes[:height].astype(np.float32) - 16) / 219
    quarter = height // 4 * width
    chroma = planes[height:].reshape(-1)
    blue, red = (
        (part.reshape(height // 2, width // 2).repeat(2, 0).repeat(2, 1).astype(np.float32) - 128) / 224
        for part in (chroma[:quarter], chroma[quarter:])
    )
    green = y - 0.1873 * blue - 0.4681 * red
    return np.round(np.clip(np.dstack([y + 1.5748 * red, green, y + 1.8556 * blue]), 0, 1) * 255)


def check_frame(frame: Array, shown: Shown) -> Finding:
    """Compare a frame with what it is to show."""
    if shown.on_backdrop:
        return _check_on_backdrop(frame, shown.within)
    got = [_mean(frame, place) for place in _PLACES]
    worst = max(
        abs(a - b) for one, other in zip(got, shown.corners, strict=True) for a, b in zip(one, other, strict=True)
    )
    coloured = max(max(mean) - min(mean) for mean in (_mean(frame, place) for place in _GROUND))
    text = " ".join(map(_written, got)) + (f" ground off grey by {coloured}" if coloured > _MOST_COLOUR else "")
    ok = worst <= shown.within and coloured <= _MOST_COLOUR
    return Finding(f"{' '.join(map(_written, shown.corners))} ±{shown.within}", f"{text} (off by {worst})", ok)


def _check_on_backdrop(frame: Array, within: int) -> Finding:
    """Each colour fills a part of the frame, in its place among the others, and nothing is black."""
    centres, shares = [], []
    for colour in CORNERS:
        places = np.argwhere(np.abs(frame - np.array(colour)).max(axis=2) <= within)
        shares.append(len(places) / frame[..., 0].size)
        centres.append(places.mean(axis=0) if len(places) else np.array([-1.0, -1.0]))
    (red, green, blue, yellow), black = centres, float((frame.max(axis=2) < 12).mean())
    in_order = red[0] < blue[0] and green[0] < yellow[0] and red[1] < green[1] and blue[1] < yellow[1]
    ok = min(shares) > 0.01 and bool(in_order) and black < 0.01
    text = f"shares {' '.join(f'{share:.0%}' for share in shares)}, black {black:.0%}"
    return Finding(
        "four colours in order, on a backdrop that is not black", text + ("" if in_order else ", not in order"), ok
    )


def check_sound(sound: Array, start: float, seconds: float, heard: Heard, reference: float | None) -> Finding:
    """Compare the sound of a part of the film. `reference` is the level, in decibels, of the reference tone."""
    got, ok = [], True
    for half, hertz in enumerate((heard.hertz, heard.later if heard.later is not None else heard.hertz)):
        first = start + seconds * (0.1 + 0.45 * half)
        part = sound[round(first * SAMPLE_RATE) : round((first + seconds * 0.33) * SAMPLE_RATE)]
        level = level_of(part)
        if hertz is None or level < _SILENT:
            ok = ok and hertz is None and level < _SILENT
            got.append("silence" if level < _SILENT else f"{level:.1f} dB")
            continue
        found = _frequency(part)
        relative = None if reference is None else level - reference
        ok = ok and abs(found - hertz) < hertz * 0.03
        ok = ok and (relative is None or abs(relative - heard.level) <= heard.within)
        got.append(f"{found:.0f} Hz" + ("" if relative is None else f" {relative:+.1f} dB"))
    tones = (heard.hertz, heard.later if heard.later is not None else heard.hertz)
    expected = ", then ".join("silence" if each is None else f"{each:.0f} Hz" for each in dict.fromkeys(tones))
    level_text = "" if reference is None else f" {heard.level:+.1f} dB ±{heard.within:g}"
    return Finding(expected + level_text, ", then ".join(dict.fromkeys(got)), ok)


def level_of(part: Array) -> float:
    """Return the level of samples in decibels of full scale; -120 for none."""
    power = float(np.mean(np.square(part))) if len(part) else 0.0
    return 10 * float(np.log10(max(power, 1e-12)))


def _frequency(part: Array) -> float:
    mono = part.sum(axis=1) * np.hanning(len(part))
    spectrum = np.abs(np.fft.rfft(mono, 1 << 17))
    return float(np.argmax(spectrum)) * SAMPLE_RATE / (1 << 17)


def _mean(frame: Array, place: tuple[float, float]) -> tuple[int, int, int]:
    y, x = (round(part * side) for part, side in zip(place, frame.shape[:2], strict=True))
    part = frame[max(0, y - 6) : y + 6, max(0, x - 6) : x + 6].reshape(-1, 3).mean(axis=0)
    return round(float(part[0])), round(float(part[1])), round(float(part[2]))


def _written(colour: tuple[int, int, int]) -> str:
    return ",".join(map(str, colour))


MIDDLE = FPS // 2
