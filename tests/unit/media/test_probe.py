"""Files are recognised by their bytes."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from domain.brief import AssetType
from domain.errors import InputRejected
from media.audio.pcm import samples_to_frame
from media.decoding.probe import probe_file
from tests.unit.media.material import tone


def encoded(path: Path, container: str, video: str | None, audio: str | None, rate: int = 48_000) -> Path:
    with av.open(str(path), "w", format=container) as target:
        picture = target.add_stream(video, rate=10) if video else None
        sound = target.add_stream(audio, rate=rate, layout="stereo") if audio else None
        if isinstance(picture, av.VideoStream):
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
            for number in range(3):
                frame = av.VideoFrame(64, 64, "yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, 10)
                target.mux(picture.encode(frame))
            target.mux(picture.encode(None))
        if isinstance(sound, av.AudioStream):
            fifo = av.AudioFifo()
            fifo.write(samples_to_frame(tone(9), 0))
            for piece in fifo.read_many(sound.codec_context.frame_size or 960):
                target.mux(sound.encode(piece))
            target.mux(sound.encode(None))
    return path


@pytest.mark.parametrize(
    ("format", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/gif", "gif"),
    ],
)
def test_images_are_recognised_by_their_bytes(tmp_path: Path, format: str, content_type: str, extension: str) -> None:
    path = tmp_path / "upload.bin"
    Image.new("RGB", (8, 8), "teal").save(path, format)

    kind = probe_file(path)

    assert (kind.type, kind.content_type, kind.extension) == (AssetType.IMAGE, content_type, extension)


@pytest.mark.parametrize(
    ("container", "video", "audio", "type", "content_type", "extension"),
    [
        ("mp4", "libx264", "aac", AssetType.VIDEO, "video/mp4", "mp4"),
        ("mp4", "libx264", None, AssetType.VIDEO, "video/mp4", "mp4"),
        ("mov", "libx264", None, AssetType.VIDEO, "video/quicktime", "mov"),
        ("webm", "libvpx", None, AssetType.VIDEO, "video/webm", "webm"),
        ("matroska", "libx264", None, AssetType.VIDEO, "video/x-matroska", "mkv"),
        ("mp3", None, "libmp3lame", AssetType.AUDIO, "audio/mpeg", "mp3"),
        ("wav", None, "pcm_s16le", AssetType.AUDIO, "audio/wav", "wav"),
        ("ogg", None, "libopus", AssetType.AUDIO, "audio/ogg", "ogg"),
        ("flac", None, "flac", AssetType.AUDIO, "audio/flac", "flac"),
        ("adts", None, "aac", AssetType.AUDIO, "audio/aac", "aac"),
        ("ipod", None, "aac", AssetType.AUDIO, "audio/mp4", "m4a"),
    ],
)
def test_videos_and_sounds_are_recognised_by_their_bytes(
    tmp_path: Path,
    container: str,
    video: str | None,
    audio: str | None,
    type: AssetType,
    content_type: str,
    extension: str,
) -> None:
    kind = probe_file(encoded(tmp_path / "upload.bin", container, video, audio))

    assert (kind.type, kind.content_type, kind.extension) == (type, content_type, extension)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "text/html"),
        (b"\n <html>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg\\+xml"),
        (b'{"error": "no such file"}', "application/json"),
        (b"just words", "text/plain"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"PK\x03\x04" + bytes(40), "application/zip"),
        (bytes(range(256)), "application/octet-stream"),
        (b"", "empty"),
    ],
)
def test_other_files_are_rejected_with_their_content_type(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)

    with pytest.raises(InputRejected, match=f"is {found}, not an image, video or audio"):
        probe_file(path)


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\0\0\0\x20ftypisom", b"ID3\x04\0\0", b"RIFF\0\0\0\0WAVE"])
def test_a_media_header_alone_is_rejected(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(head + b"\x01" * 60)

    with pytest.raises(InputRejected, match="upload"):
        probe_file(path)


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="cannot be read"):
        probe_file(tmp_path / "nothing")
