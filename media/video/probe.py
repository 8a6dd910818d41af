"""What a file is, by its bytes: names and headers of strangers are not believed."""

from pathlib import Path
from typing import Final

import av
import filetype
from PIL import Image, UnidentifiedImageError

from domain.brief import AssetType
from domain.errors import InputRejected
from domain.ports.editor import MediaKind
from media.video.container import audio_of, open_media, video_of

_IMAGES: Final = {
    "JPEG": MediaKind(type=AssetType.IMAGE, content_type="image/jpeg", extension="jpg"),
    "MPO": MediaKind(type=AssetType.IMAGE, content_type="image/jpeg", extension="jpg"),
    "PNG": MediaKind(type=AssetType.IMAGE, content_type="image/png", extension="png"),
    "WEBP": MediaKind(type=AssetType.IMAGE, content_type="image/webp", extension="webp"),
    "GIF": MediaKind(type=AssetType.IMAGE, content_type="image/gif", extension="gif"),
}
"""By Pillow's name of the format. Telephones write MPO: a JPEG with more pictures behind it."""

_READ: Final = ("JPEG", "PNG", "WEBP", "GIF")
_ISO: Final = "mov,mp4,m4a,3gp,3g2,mj2"
_MATROSKA: Final = "matroska,webm"
_VIDEOS: Final = {
    _ISO: MediaKind(type=AssetType.VIDEO, content_type="video/mp4", extension="mp4"),
    _MATROSKA: MediaKind(type=AssetType.VIDEO, content_type="video/x-matroska", extension="mkv"),
}
_AUDIOS: Final = {
    "mp3": MediaKind(type=AssetType.AUDIO, content_type="audio/mpeg", extension="mp3"),
    "wav": MediaKind(type=AssetType.AUDIO, content_type="audio/wav", extension="wav"),
    "ogg": MediaKind(type=AssetType.AUDIO, content_type="audio/ogg", extension="ogg"),
    "flac": MediaKind(type=AssetType.AUDIO, content_type="audio/flac", extension="flac"),
    "aac": MediaKind(type=AssetType.AUDIO, content_type="audio/aac", extension="aac"),
    _ISO: MediaKind(type=AssetType.AUDIO, content_type="audio/mp4", extension="m4a"),
    _MATROSKA: MediaKind(type=AssetType.AUDIO, content_type="audio/webm", extension="weba"),
}
"""By libavformat's name of the container."""

_QUICKTIME: Final = MediaKind(type=AssetType.VIDEO, content_type="video/quicktime", extension="mov")
_WEBM: Final = MediaKind(type=AssetType.VIDEO, content_type="video/webm", extension="webm")

_HEAD: Final = 4096


def probe_file(path: Path) -> MediaKind:
    """The kind of an image, video or audio file that can really be opened.

    Errors: InputRejected, naming what the file is instead.
    """
    head = _head(path)
    guess = filetype.guess(head)
    kind = _image(path) or (_container(path, head) if guess is not None else None)
    if kind is not None:
        return kind
    found = guess.mime if guess is not None else _text(head)
    if guess is not None and found.split("/")[0] in ("image", "video", "audio"):
        raise InputRejected(f"{path.name} looks like {found} but cannot be opened, or is of a kind not supported here")
    raise InputRejected(f"{path.name} is {found}, not an image, video or audio")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise InputRejected(f"{path.name} cannot be read: {error.strerror}") from error


def _image(path: Path) -> MediaKind | None:
    """Reads the header only; pixels are decoded when the picture is used."""
    try:
        with Image.open(path, formats=_READ) as image:
            return _IMAGES.get(image.format or "")
    except Image.DecompressionBombError as error:
        raise InputRejected(f"{path.name} has too many pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def _container(path: Path, head: bytes) -> MediaKind | None:
    try:
        with open_media(path) as container:
            name = container.format.name
            if video_of(container) is None:
                return _AUDIOS.get(name) if audio_of(container) is not None else None
    except av.error.FFmpegError:
        return None
    if name == _ISO and head[8:10] == b"qt":
        return _QUICKTIME
    if name == _MATROSKA and b"webm" in head[:64]:
        return _WEBM
    return _VIDEOS.get(name)


def _text(head: bytes) -> str:
    """A name for what is no media file."""
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
