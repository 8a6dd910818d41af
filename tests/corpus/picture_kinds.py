"""Pictures of every geometry, with transparency, and of every type of file."""

import gzip
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.corpus.colours import (
    BT601,
    BT709,
    SIDE,
    Array,
    eight_bits,
    in_profile,
    matrix_profile,
    picture,
    sixteen_bits,
    yuv,
)
from tests.corpus.files import Coded, box, heic, png, x265_still
from tests.corpus.inputs import Input, Shown
from tests.corpus.inputs import picture as of
from tests.corpus.picture_files import encoded, on_nothing, saved, written


def picture_kinds() -> Iterator[Input]:
    yield from _geometry()
    yield from _alpha()
    yield from _types()
    yield from _heic()


def _geometry() -> Iterator[Input]:
    stored: dict[int, Callable[[Array], Array]] = {
        2: np.fliplr,
        3: partial(np.rot90, k=2),
        4: np.flipud,
        5: lambda pixels: np.swapaxes(pixels, 0, 1),
        6: np.rot90,
        7: lambda pixels: np.rot90(np.swapaxes(pixels, 0, 1), 2),
        8: partial(np.rot90, k=3),
    }
    for orientation, turn in stored.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        kind = ("JPEG", "WEBP", "PNG", "AVIF")[orientation % 4]
        turned = Image.fromarray(np.ascontiguousarray(turn(picture())))
        make = saved(turned, kind, exif=exif.tobytes(), quality=95)
        yield of(f"exif-{orientation}.{kind.lower()}", f"EXIF orientation {orientation}", make)
    yield of("odd-size.png", "239 x 241 pixels", saved(Image.fromarray(picture(239, 241)), "PNG"))


def _alpha() -> Iterator[Input]:
    clear = on_nothing()
    backdrop = Shown(within=14, on_backdrop=True)
    for kind in ("PNG", "WEBP", "AVIF", "TIFF"):
        make = saved(Image.fromarray(clear), kind, lossless=True)
        yield of(f"alpha.{kind.lower()}", "transparent around the colours", make, backdrop)
    p3 = np.dstack([eight_bits(in_profile(clear[..., :3], "p3", 2.2)), clear[..., 3]])
    make = saved(Image.fromarray(p3), "PNG", matrix_profile("p3", 2.2))
    yield of("alpha-p3.png", "transparent, with a profile of P3", make, backdrop)
    yield of("alpha16.png", "transparent, 16 bits", written(png(sixteen_bits(clear / 255))), backdrop)
    indexed = Image.fromarray(clear[..., :3]).quantize(8, dither=Image.Dither.NONE)
    clearest = indexed.getpixel((0, 0))
    make = saved(indexed, "GIF", transparency=clearest)
    yield of("alpha-palette.gif", "palette with a transparent colour", make, backdrop)


def _types() -> Iterator[Input]:
    plain, other = Image.fromarray(picture()), Image.new("RGB", (SIDE, SIDE), "white")
    later: dict[str, Any] = {"save_all": True, "append_images": [other], "duration": 200}
    yield of("plain.bmp", "BMP", saved(plain, "BMP"))
    yield of("plain.tiff", "TIFF, LZW", saved(plain, "TIFF", compression="tiff_lzw"))
    yield of("plain.avif", "AVIF", saved(plain, "AVIF", quality=95))
    yield of("animated.gif", "animated: its first frame", saved(plain, "GIF", **later), Shown(within=12))
    yield of("animated.webp", "animated: its first frame", saved(plain, "WEBP", lossless=True, **later))
    yield of("animated.avif", "animated: its first frame", saved(plain, "AVIF", quality=95, **later))
    yield of("animated.png", "animated: its first frame", saved(plain, "PNG", **later))
    yield of("two.mpo", "MPO, as telephones write", saved(plain, "MPO", save_all=True, append_images=[other]))
    rubbish = encoded(plain, "JPEG") + bytes(3000)
    yield of("trailing.jpg", "JPEG with bytes behind its end", written(rubbish))
    png_bytes = written(encoded(plain, "PNG"))
    yield of("lying-type", "PNG sent as text/html", png_bytes, Content_Type="text/html")
    yield of("lying-name.mp4", "PNG sent as video/mp4", png_bytes, Content_Type="video/mp4")
    jpeg = written(encoded(plain, "JPEG"))
    yield of("aws-chunked", "a coding of an unknown name, bytes as they are", jpeg, Content_Encoding="aws-chunked")
    yield of("utf-8", "a charset as coding", jpeg, Content_Encoding="utf-8")
    gzipped = gzip.compress(encoded(plain, "JPEG"))
    yield of("gzip", "sent compressed by gzip, as told", written(gzipped), Content_Encoding="gzip")


def _heic() -> Iterator[Input]:
    p3 = box(b"colr", b"prof", matrix_profile("p3", 2.2))
    stored = eight_bits(in_profile(picture(), "p3", 2.2))
    bt709 = box(b"colr", b"nclx", struct.pack(">HHHB", 1, 13, 1, 128))
    quarter, mirror = box(b"irot", b"\1"), box(b"imir", b"\1")
    turned, mirrored = np.rot90(picture(), 3), np.fliplr(picture())
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "still.heic": ("HEIC", partial(_one, picture())),
        "p3.heic": ("HEIC with a profile of P3", partial(_one, stored, p3)),
        "bt709.heic": ("HEIC of BT.709's matrix", partial(_one, picture(), bt709, luma=BT709)),
        "irot.heic": ("HEIC turned by irot", partial(_one, turned, quarter)),
        "imir.heic": ("HEIC mirrored by imir", partial(_one, mirrored, mirror)),
        "mif1.heic": ("HEIC of brand mif1", partial(_one, picture(), brand=b"mif1")),
        "grid.heic": ("HEIC of four tiles, cropped", partial(_tiles, picture())),
        "grid-irot.heic": ("HEIC of four tiles, turned", partial(_tiles, turned, quarter)),
    }
    for name, (what, make) in makers.items():
        yield of(name, what, partial(_write, make))


def _write(make: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(make())


def _halved(plane: Array) -> Array:
    height, width = plane.shape
    means = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return np.asarray(np.round(means).astype(plane.dtype))


def _coded(pixels: Array, luma: tuple[float, float] = BT601) -> Coded:
    y, u, v = yuv(pixels / 255, luma, full=True)
    return x265_still((y, _halved(u), _halved(v)))


def _one(pixels: Array, *properties: bytes, luma: tuple[float, float] = BT601, brand: bytes = b"heic") -> bytes:
    return heic([_coded(pixels, luma)], 1, (SIDE, SIDE), *properties, brand=brand)


def _tiles(pixels: Array, *properties: bytes) -> bytes:
    """Four tiles of 128 x 128, of which the picture is the top left part."""
    padded = np.pad(pixels, ((0, 256 - SIDE), (0, 256 - SIDE), (0, 0)), mode="edge")
    parts = [padded[y : y + 128, x : x + 128] for y in (0, 128) for x in (0, 128)]
    return heic([_coded(part) for part in parts], 2, (SIDE, SIDE), *properties)
