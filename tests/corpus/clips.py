"""Clips that clients upload: colour, geometry, alpha, and containers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from io import BytesIO

import av
import numpy as np

from tests.corpus.colours import (
    BT601,
    BT2020,
    SIDE,
    Array,
    converted,
    from709,
    hlg,
    linear,
    oetf709,
    picture,
    pq,
)
from tests.corpus.encoding import Coding, add_video, encode, to_file, video_packets
from tests.corpus.files import with_brand, with_matrix, without_ftyp
from tests.corpus.inputs import Input, Shown, clip
from tests.corpus.picture_files import on_nothing

MIRROR = (-1, 0, 0, 0, 1, 0, SIDE, 0, 1)
UPSIDE_DOWN = (1, 0, 0, 0, -1, 0, 0, SIDE, 1)
TRANSPOSED = (0, 1, 0, 1, 0, 0, 0, 0, 1)

HDR = Shown(within=40)
"""Tone mapping is a choice: the colours stay what they are called."""


def coded(name: str, what: str, coding: Coding, shown: Shown | None = None) -> Input:
    return clip(name, what, partial(to_file, partial(encode, coding)), shown)


def changed(name: str, what: str, make: Callable[[], bytes], shown: Shown | None = None) -> Input:
    return clip(name, what, partial(to_file, make), shown)


def clips() -> Iterator[Input]:
    yield from _colours()
    yield from _geometry()
    yield from _alpha()
    yield from _containers()
    yield from _boxes()


def _colours() -> Iterator[Input]:
    wide, light = BT2020, converted(linear(picture()), "bt2020")
    deep = Coding(codec="libx265", pixels="yuv420p10le", luma=wide)
    yield coded("plain.mp4", "BT.709", Coding())
    yield coded("hlg.mov", "BT.2020 HLG", replace(deep, container="mov", values=hlg(light), tags=(9, 18, 9)), HDR)
    yield coded("pq.mp4", "BT.2020 PQ", replace(deep, values=pq(light), tags=(9, 16, 9)), HDR)
    sdr = oetf709(converted(from709(picture()), "bt2020"))
    yield coded("bt2020.mp4", "BT.2020 SDR", replace(deep, values=sdr, tags=(9, 14, 9)))
    vp9 = Coding("webm", "libvpx-vp9", "yuv420p", pq(light), wide, tags=(9, 16, 9))
    yield coded("pq.webm", "BT.2020 PQ in 8 bits of VP9", vp9, HDR)
    p3 = oetf709(converted(from709(picture()), "p3"))
    yield coded("p3.mp4", "primaries of Display P3", Coding(values=p3, tags=(12, 1, 1)))
    yield coded("bt601.mp4", "BT.601's matrix", Coding(luma=BT601, tags=(6, 6, 6)))
    yield coded("bt601-full.mp4", "BT.601, full range", Coding(luma=BT601, tags=(6, 6, 6), full=True))
    yield coded("full.mp4", "BT.709, full range", Coding(full=True))
    yield coded("deep.mp4", "H.264 of 10 bits", Coding(pixels="yuv420p10le"))
    yield coded("full-10.mkv", "10 bits of full range", Coding("matroska", "ffv1", "yuv420p10le", full=True))
    yield coded("422.mov", "ProRes 422", Coding("mov", "prores_ks", "yuv422p10le"))
    yield coded("444.mp4", "H.264 4:4:4", Coding(pixels="yuv444p"))
    yield coded("rgb.mp4", "H.264 of RGB", Coding(codec="libx264rgb", pixels="rgb24", tags=(1, 13, 0), full=True))
    grey = np.repeat((picture() @ np.array([0.2126, 0.7152, 0.0722]))[..., None], 3, axis=2)
    levels = [round(float(grey[round(y * SIDE), round(x * SIDE), 0])) for y in (0.3, 0.7) for x in (0.3, 0.7)]
    one, two, three, four = ((level, level, level) for level in levels)
    yield coded("grey.mp4", "no colour", Coding(pixels="gray", values=grey / 255), Shown((one, two, three, four), 12))


def _geometry() -> Iterator[Input]:
    whole = picture()
    for degrees in (90, 180, 270):
        stored = np.ascontiguousarray(np.rot90(whole, -degrees // 90))
        yield coded(
            f"turned-{degrees}.mp4", f"display matrix: turned {degrees}°", Coding(values=stored / 255, rotation=degrees)
        )
    for name, what, matrix, stored in (
        ("mirrored.mov", "mirrored left to right", MIRROR, np.fliplr(whole)),
        ("flipped.mov", "upside down", UPSIDE_DOWN, np.flipud(whole)),
        ("transposed.mov", "turned and mirrored", TRANSPOSED, np.swapaxes(whole, 0, 1)),
    ):
        coding = Coding("mov", values=np.ascontiguousarray(stored) / 255)
        yield changed(name, f"display matrix: {what}", partial(_with_matrix, coding, matrix))
    narrow = Coding(values=picture(SIDE // 2, SIDE) / 255, aspect=Fraction(2))
    yield coded("wide-pixels.mp4", "pixels twice as wide as high", narrow)
    flat = Coding("matroska", values=picture(SIDE, SIDE // 2) / 255, aspect=Fraction(1, 2))
    yield coded("tall-pixels.mkv", "pixels half as wide as high", flat)
    lying = np.ascontiguousarray(np.rot90(picture(SIDE, SIDE // 2), -1))
    both = Coding(values=lying / 255, aspect=Fraction(2), rotation=90)
    yield coded("turned-wide-pixels.mp4", "turned, with pixels that are not square", both)
    yield coded("odd.webm", "239 x 241 pixels", Coding("webm", "libvpx-vp9", values=picture(239, 241) / 255))
    yield coded("cropped.mp4", "H.264 that crops: 234 x 246 pixels", Coding(values=picture(234, 246) / 255))
    yield changed("size-changes.ts", "the size changes midway", _two_sizes)


def _alpha() -> Iterator[Input]:
    rgba = on_nothing()
    given = Coding("webm", values=rgba[..., :3] / 255, alpha=rgba[..., 3])
    mov = replace(given, container="mov")
    vp8 = replace(given, codec="libvpx", pixels="yuva420p", luma=BT601, tags=(2, 2, 2), options={"auto-alt-ref": "0"})
    shown = Shown(within=20, on_backdrop=True)
    yield coded("alpha.webm", "VP9 with alpha", replace(given, codec="libvpx-vp9", pixels="yuva420p"), shown)
    yield coded("alpha-vp8.webm", "VP8 with alpha", vp8, shown)
    yield coded("alpha-prores.mov", "ProRes 4444", replace(mov, codec="prores_ks", pixels="yuva444p10le"), shown)
    yield coded("alpha-qtrle.mov", "QuickTime Animation with alpha", replace(mov, codec="qtrle", pixels="argb"), shown)
    yield coded("alpha-png.mov", "PNG frames with alpha", replace(mov, codec="png", pixels="rgba"), shown)


def _containers() -> Iterator[Input]:
    rgb = Coding(tags=(1, 13, 0), full=True)
    yield coded("qtrle.mov", "QuickTime Animation", replace(rgb, container="mov", codec="qtrle", pixels="rgb24"))
    yield coded("hevc.mp4", "HEVC", Coding(codec="libx265"))
    yield coded("av1.mp4", "AV1", Coding(codec="libsvtav1"))
    yield coded("vp8.webm", "VP8", Coding("webm", "libvpx", luma=BT601, tags=(2, 2, 2)))
    yield coded("broadcast.ts", "MPEG-TS", Coding("mpegts"))
    yield coded("mpeg2.mpg", "MPEG-2 program stream", Coding("mpeg", "mpeg2video", rate=25))
    yield coded("old.avi", "AVI of MPEG-4", Coding("avi", "mpeg4", luma=BT601, tags=(2, 2, 2)))
    yield coded("mjpeg.avi", "AVI of JPEGs", Coding("avi", "mjpeg", "yuvj420p", luma=BT601, full=True))
    yield coded("web.flv", "FLV of H.264", Coding("flv"))
    yield coded("windows.wmv", "WMV", Coding("asf", "wmv2", luma=BT601, tags=(2, 2, 2)))
    yield coded("ffv1.mkv", "FFV1", replace(rgb, container="matroska", codec="ffv1", pixels="bgr0"))
    fragmented = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    yield coded("fragmented.mp4", "fragments, as browsers record", Coding(muxer=fragmented))
    yield coded("late.mp4", "begins at 2.5 s", Coding(starts_at=2.5))
    yield coded("raw.h264", "H.264 without a container", Coding("h264"))


def _boxes() -> Iterator[Input]:
    yield changed("no-ftyp.mov", "MOV without ftyp", lambda: without_ftyp(encode(Coding("mov"))))
    for brand in (b"avc1", b"XAVC", b"dash"):
        make = partial(_with_brand, brand)
        yield changed(f"brand-{brand.decode().lower()}.mp4", f"brand {brand.decode()} alone", make)
    rubbish = bytes(512)
    yield changed("trailing.mp4", "bytes behind the end", lambda: encode(Coding()) + rubbish)


def _with_matrix(coding: Coding, matrix: tuple[float, ...]) -> bytes:
    return with_matrix(encode(coding), matrix)


def _with_brand(brand: bytes) -> bytes:
    return with_brand(encode(Coding()), brand)


def _two_sizes() -> bytes:
    """Two streams of H.264 one after the other, the second half as large, as a call's recording is."""
    halves = []
    for number, side in enumerate((SIDE, SIDE // 2)):
        coding = Coding("mpegts", values=_scaled(side) / 255, starts_at=number * 0.4)
        out = BytesIO()
        with av.open(out, "w", format="mpegts") as container:
            stream = add_video(container, coding)
            for packet in video_packets(stream, coding, frames=4 if number == 0 else 8):
                container.mux(packet)
        halves.append(out.getvalue())
    return b"".join(halves)


def _scaled(side: int) -> Array:
    return picture(side, side)
