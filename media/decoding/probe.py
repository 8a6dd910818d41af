"""Recognise a media file by its bytes; names and headers that a client sends are not trusted."""

from pathlib import Path
from typing import Final

import av
import filetype
from PIL import Image, UnidentifiedImageError

from domain.brief import AssetType
from domain.errors import InputRejected
from domain.ports.editor import MediaKind
from media.decoding.container import first_audio, first_video, open_media

_IMAGES: Final = {
    "JPEG": ("image/jpeg", "jpg"),
    # Telephones write MPO: a JPEG with more pictures behind it.
    "MPO": ("image/jpeg", "jpg"),
} | {name.upper(): (f"image/{name}", name) for name in ("png", "webp", "gif")}
"""Content type and extension by Pillow's name of the format."""

_ISO: Final = "mov,mp4,m4a,3gp,3g2,mj2"
_MATROSKA: Final = "matroska,webm"
_VIDEOS: Final = {_ISO: ("video/mp4", "mp4"), _MATROSKA: ("video/x-matroska", "mkv")}
_AUDIOS: Final = {
    "mp3": ("audio/mpeg", "mp3"),
    _ISO: ("audio/mp4", "m4a"),
    _MATROSKA: ("audio/webm", "weba"),
} | {name: (f"audio/{name}", name) for name in ("wav", "ogg", "flac", "aac")}
"""Content type and extension by libavformat's name of the container."""

_HEAD: Final = 4096


def probe_file(path: Path) -> MediaKind:
    """Return the kind of an image, video or audio file that opens. Errors: InputRejected, naming what it is instead."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise InputRejected(f"{path.name} cannot be read: {error.strerror}") from error
    guess = filetype.guess(head)
    kind = _image(path) or (_container(path, head) if guess is not None else None)
    if kind is not None:
        content_type, extension = kind
        return MediaKind(type=AssetType(content_type.partition("/")[0]), content_type=content_type, extension=extension)
    found = guess.mime if guess is not None else _text(head)
    if guess is not None and found.split("/")[0] in tuple(AssetType):
        raise InputRejected(f"{path.name} looks like {found} but cannot be opened, or is of a kind not supported here")
    raise InputRejected(f"{path.name} is {found}, not an image, video or audio")


def _image(path: Path) -> tuple[str, str] | None:
    """Read the header only; pixels are decoded when the picture is used."""
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            return _IMAGES.get(image.format or "")
    except Image.DecompressionBombError as error:
        raise InputRejected(f"{path.name} has too many pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def _container(path: Path, head: bytes) -> tuple[str, str] | None:
    try:
        with open_media(path) as container:
            name = container.format.name
            if first_video(container) is None:
                return _AUDIOS.get(name) if first_audio(container) is not None else None
    except av.error.FFmpegError:
        return None
    if name == _ISO and head[8:10] == b"qt":
        return "video/quicktime", "mov"
    if name == _MATROSKA and b"webm" in head[:64]:
        return "video/webm", "webm"
    return _VIDEOS.get(name)


def _text(head: bytes) -> str:
    """Name the content type of a file that is no media."""
    if not head:
        return "empty"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in head.lower()):
        return "image/svg+xml"
    if start.startswith((b"{", b"[")):
        return "application/json"
    try:
        head[: _HEAD - 4].decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if b"\0" in head else "text/plain"
