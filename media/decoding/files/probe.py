"""Tell what a media file is by decoding it: names, headers and the file's first bytes are not trusted."""

from itertools import islice
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer

from domain.brief import AssetType
from domain.errors import InputRejected
from domain.ports.editor import MediaKind
from media.decoding.files.cut_off import lacks_bytes
from media.decoding.files.foreign_files import describe_foreign
from media.decoding.pictures.image_file import IMAGE_TYPES, MAX_PIXELS, check_image
from media.decoding.streams.container import first_audio, first_video, has_film, open_media
from media.decoding.streams.iso_boxes import read_iso_picture
from media.decoding.streams.media_types import media_type
from media.decoding.streams.packets import decode

_HEAD: Final = 4096

_SEQUENCE: Final = ("image/heif-sequence", "heifs")
"""Type of pictures that follow each other without one for the whole file. Their first is what is shown."""

_MOST_PACKETS: Final = 3_000
"""Read until one gives a frame: a broadcast that was joined midway has no key frame for some seconds."""

_SOUND_TRIED: Final = 32
_FRAMES_A_FAILURE: Final = 2
"""In any large file a decoder of MP3 finds something that it takes for a frame."""


def probe_file(path: Path) -> MediaKind:
    """Return the kind of a file: an image that decodes to its end, a video or a sound that begins to decode.

    Errors: InputRejected, naming what it is instead, or what is wrong with it; MemoryError.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise InputRejected(f"{path.name} cannot be read: {error.strerror}") from error
    if (format := check_image(path)) is not None:
        return _kind(AssetType.IMAGE, IMAGE_TYPES[format])
    try:
        with open_media(path) as container:
            kind = _media_kind(container, path, head)
    except av.error.FFmpegError as error:
        if isinstance(error, MemoryError):
            raise
        what = describe_foreign(head) or "application/octet-stream, not an image, video or audio"
        raise InputRejected(f"{path.name} is {what}") from error
    boxes = read_iso_picture(path)
    return _kind(AssetType.IMAGE, _SEQUENCE) if boxes is not None and boxes.is_sequence else kind


def _media_kind(container: InputContainer, path: Path, head: bytes) -> MediaKind:
    video, audio = first_video(container), first_audio(container)
    shown = video is not None or has_film(container)
    names = media_type(container.format.name, shown, head)
    stream = video if shown else audio
    if video is not None and video.width * video.height > MAX_PIXELS:
        raise InputRejected(f"{path.name} has frames of more than {MAX_PIXELS:,} pixels; send a smaller video")
    if stream is None or not _decodes(container, stream):
        what = describe_foreign(head)
        raise InputRejected(
            f"{path.name} is {what}" if what else f"{path.name} looks like {names[0]} but nothing in it can be decoded"
        )
    return _kind(AssetType.VIDEO if shown else AssetType.AUDIO, names, lacks_bytes(path))


def _decodes(container: InputContainer, stream: av.VideoStream | av.AudioStream) -> bool:
    """Tell whether the stream begins to decode: a video gives a frame; of sound, most of what is tried is whole."""
    is_video = stream.type == "video"
    frames = failures = 0
    for packet in islice(container.demux(stream), _MOST_PACKETS):
        try:
            frames += len(decode(packet))
        except MemoryError:
            raise
        except av.error.FFmpegError:
            failures += 1
        if frames if is_video else frames + failures >= _SOUND_TRIED:
            break
    return frames > (0 if is_video else _FRAMES_A_FAILURE * failures)


def _kind(type: AssetType, names: tuple[str, str], is_cut_off: bool = False) -> MediaKind:
    content_type, extension = names
    return MediaKind(type=type, content_type=content_type, extension=extension, is_cut_off=is_cut_off)
