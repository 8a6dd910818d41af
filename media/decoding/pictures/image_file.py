"""Decode picture files of unknown origin. The only place that opens them."""

import io
import warnings
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from pi_heif import register_heif_opener
from pi_heif.as_plugin import HeifImageFile
from PIL import (
    AvifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from domain.errors import InputRejected
from media.decoding.pictures.jpeg_end import whole_jpeg
from media.decoding.streams.iso_boxes import Cicp, read_iso_picture

# Telephones write MPO: a JPEG with more pictures behind it.
_JPEG: Final = ("JPEG", "MPO")

IMAGE_TYPES: Final = {
    **dict.fromkeys(_JPEG, ("image/jpeg", "jpg")),
    "PNG": ("image/png", "png"),
    WebPImagePlugin.WebPImageFile.format: ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
    AvifImagePlugin.AvifImageFile.format: ("image/avif", "avif"),
    "HEIF": ("image/heic", "heic"),
    TiffImagePlugin.TiffImageFile.format: ("image/tiff", "tif"),
    "BMP": ("image/bmp", "bmp"),
    Jpeg2KImagePlugin.Jpeg2KImageFile.format: ("image/jp2", "jp2"),
}
"""Content type and extension of what is taken, by Pillow's name of the format."""

_FORMATS: Final = tuple(name for name in IMAGE_TYPES if name != "MPO")
"""As Pillow is asked for them: it opens an MPO as JPEG."""

PICTURE_ADVICE: Final = "send PNG, JPEG, WebP, AVIF or HEIC"

MAX_PIXELS: Final = 64_000_000
"""Largest picture that is decoded: a file of a few kilobytes can claim gigapixels."""

WORKING_SIDE: Final = 2600
"""Longest side that is kept: enough for 1920 pixels at the closest zoom."""

_THREADS: Final = 2
_NEW_SUBFILE_TYPE: Final = 254
_REDUCED: Final = 1

register_heif_opener(decode_threads=_THREADS, thumbnails=False, depth_images=False, aux_images=False)
AvifImagePlugin.DEFAULT_MAX_THREADS = _THREADS

# Colour profiles of printers have some megabytes, as has the metadata of some editors; Pillow allows one.
PngImagePlugin.MAX_TEXT_CHUNK = 16 * 1024**2


def check_image(path: Path) -> str | None:
    """Decode the file's first picture to its end and return its format, a key of `IMAGE_TYPES`; None if it has none.

    Errors: as `decode_image`.
    """
    with path.open("rb") as file:
        image = _open(file, path)
        if image is None:
            return None
        try:
            if image.format in _JPEG:
                whole_jpeg(path.read_bytes())
            else:
                image.load()
        except Exception as error:
            raise _explained(error, image, path) from error
        return image.format


def decode_image(path: Path) -> Image.Image | None:
    """Decode the file's first picture; None if the file is of no picture format.

    A JPEG much larger than WORKING_SIDE is decoded at a fraction of its size. The picture is as it is stored: of any
    mode, and in `info` what the file says of its colours (`icc_profile` as bytes, `cicp` as `Cicp`) and of its
    orientation (`exif`).

    Errors: InputRejected if it is damaged, cut off, or larger than MAX_PIXELS; MemoryError.
    """
    with path.open("rb") as file:
        image = _open(file, path)
        if image is None:
            return None
        try:
            try:
                image.load()
            except OSError:
                if image.format not in _JPEG:
                    raise
                # It may lack no more than its end marker.
                image = _open(io.BytesIO(whole_jpeg(path.read_bytes())), path) or image
                image.load()
        except Exception as error:
            raise _explained(error, image, path) from error
        return image


def _open(file: BinaryIO, path: Path) -> ImageFile.ImageFile | None:
    """Read the header and check the size that it claims. Pixels are not decoded yet."""
    try:
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(file, formats=_FORMATS)
            image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
    except UnidentifiedImageError:
        if (found := _open_unknown_brand(file, path)) is None:
            return None
        image = found
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except Exception as error:
        raise InputRejected(f"{path.name} is a damaged picture: {error}") from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(path)
    if isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(_NEW_SUBFILE_TYPE, 0) & _REDUCED:
        raise InputRejected(f"{path.name} is a raw photograph of a camera; {PICTURE_ADVICE}")
    if (cicp := _cicp(file, image, path)) is not None:
        image.info["cicp"] = cicp
    return image


def _open_unknown_brand(file: BinaryIO, path: Path) -> ImageFile.ImageFile | None:
    """Open a HEIF or AVIF picture whose boxes say that it is one; None if they do not."""
    boxes = read_iso_picture(path)
    if boxes is None or boxes.is_sequence:
        return None
    for opener in (HeifImageFile, AvifImagePlugin.AvifImageFile):
        file.seek(0)
        with suppress(Exception):  # of any class, as of other damaged files
            return cast(ImageFile.ImageFile, opener(file))
    raise InputRejected(f"{path.name} is a HEIF picture that is cut off or cannot be decoded here; {PICTURE_ADVICE}")


def _cicp(file: BinaryIO, image: ImageFile.ImageFile, path: Path) -> Cicp | None:
    """Return the code points that Pillow does not read. Errors: InputRejected if data of a HEIF picture are missing."""
    if image.format == "PNG":
        return _png_cicp(file)
    if (boxes := read_iso_picture(path)) is None:
        return None
    if not boxes.is_whole:
        # libheif leaves out tiles that are missing.
        raise _damaged(image, path, "the file is cut off")
    return boxes.cicp


def _png_cicp(file: BinaryIO) -> Cicp | None:
    place, at = file.tell(), 8
    try:
        while True:
            file.seek(at)
            header = file.read(12)
            kind = header[4:8]
            if kind == b"cICP" and len(header) == 12:
                primaries, transfer, matrix, is_full = header[8:]
                return primaries, transfer, matrix, is_full
            if len(header) < 12 or kind in (b"IDAT", b"IEND"):
                return None
            at += int.from_bytes(header[:4]) + 12
    finally:
        file.seek(place)


def _explained(error: Exception, image: ImageFile.ImageFile, path: Path) -> Exception:
    # Decoders raise errors of any class on damaged files.
    return error if isinstance(error, MemoryError) else _damaged(image, path, str(error))


def _damaged(image: ImageFile.ImageFile, path: Path, reason: str) -> InputRejected:
    name = "JPEG" if image.format in _JPEG else image.format
    return InputRejected(
        f"{path.name} is a {name} picture that cannot be decoded to its end: {reason}; send the whole file"
    )


def _too_large(path: Path) -> InputRejected:
    return InputRejected(f"{path.name} has more than {MAX_PIXELS:,} pixels; send a smaller picture")
