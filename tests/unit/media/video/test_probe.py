"""Files are recognised by their bytes."""

import io
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image, PngImagePlugin

from domain.brief import AssetType
from domain.errors import InputRejected
from media.audio.pcm import samples_to_frame
from media.decoding.files.probe import probe_file
from media.decoding.pictures.picture import open_picture
from tests.unit.media.decoding.heif import heic, heif_sequence
from tests.unit.media.material import a_photo, tone


def encoded(path: Path, container: str, video: str | None, audio: str | None, rate: int = 48_000) -> Path:
    with av.open(str(path), "w", format=container) as target:
        picture = target.add_stream(video, rate=10) if video else None
        sound = target.add_stream(audio, rate=rate, layout="stereo", bit_rate=128_000) if audio else None
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


def a_jpeg(path: Path, **options: bool) -> bytes:
    with Image.open(a_photo(path.with_suffix(".png"))) as photo:
        photo.save(path, "JPEG", **options)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("format", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/gif", "gif"),
        ("AVIF", "image/avif", "avif"),
        ("TIFF", "image/tiff", "tif"),
        ("BMP", "image/bmp", "bmp"),
        ("JPEG2000", "image/jp2", "jp2"),
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
        ("mpegts", "mpeg2video", "mp2", AssetType.VIDEO, "video/mp2t", "ts"),
        ("mpeg", "mpeg2video", "mp2", AssetType.VIDEO, "video/mpeg", "mpg"),
        ("avi", "mpeg4", "mp2", AssetType.VIDEO, "video/x-msvideo", "avi"),
        ("flv", "libx264", "aac", AssetType.VIDEO, "video/x-flv", "flv"),
        ("asf", "mpeg4", "wmav2", AssetType.VIDEO, "video/x-ms-wmv", "wmv"),
        ("3gp", "libx264", "aac", AssetType.VIDEO, "video/3gpp", "3gp"),
        ("h264", "libx264", None, AssetType.VIDEO, "video/h264", "h264"),
        ("hevc", "libx265", None, AssetType.VIDEO, "video/h265", "h265"),
        ("nut", "mpeg4", None, AssetType.VIDEO, "video/x-nut", "nut"),
        ("asf", None, "wmav2", AssetType.AUDIO, "audio/x-ms-wma", "wma"),
        ("matroska", None, "flac", AssetType.AUDIO, "audio/x-matroska", "mka"),
        ("webm", None, "libopus", AssetType.AUDIO, "audio/webm", "weba"),
        ("aiff", None, "pcm_s16be", AssetType.AUDIO, "audio/aiff", "aiff"),
        ("caf", None, "pcm_s16le", AssetType.AUDIO, "audio/x-caf", "caf"),
        ("ac3", None, "ac3", AssetType.AUDIO, "audio/ac3", "ac3"),
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
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page (text/html)"),
        (b"\n <html>", "an HTML page (text/html)"),
        ("<html>".encode("utf-16"), "an HTML page (text/html)"),
        (b'{"error": "no such file"}', "JSON (application/json)"),
        (b"just words", "text (text/plain)"),
        (b"%PDF-1.7 ...", "a PDF (application/pdf)"),
        (b"PK\x03\x04" + bytes(40), "a ZIP archive (application/zip)"),
        (
            b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml ... word/document.xml",
            "an Office document (application/zip)",
        ),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "a playlist (application/vnd.apple.mpegurl)"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "a playlist (text/plain)"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nTea\n", "a file of subtitles (text/plain)"),
        (b"MThd\0\0\0\x06" + bytes(6), "a MIDI file (audio/midi)"),
        (bytes(range(256)), "application/octet-stream"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_no_media_is_rejected_with_what_it_is(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)

    with pytest.raises(InputRejected, match=re.escape(f"picture.png is {found}, not an image, video or audio")):
        probe_file(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG"),
        (b"<!-- logo -->\n<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg:svg/>", "an SVG"),
        (b"8BPS\0\x01" + bytes(40), "a Photoshop document"),
        (b"\0\0\x01\0\x01\0" + bytes(40), "an icon (ICO)"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(40), "a JPEG XL"),
        (b"P6\n2 2\n255\n" + bytes(12), "a Netpbm picture"),
    ],
)
def test_a_picture_of_a_kind_that_is_not_taken_is_named(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(content)

    expected = f"logo.png is {found}; send PNG, JPEG, WebP, AVIF or HEIC"
    with pytest.raises(InputRejected, match=re.escape(expected)):
        probe_file(path)


def test_a_document_of_nested_declarations_is_named_in_time(tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(b"<??>" * 1000)

    with pytest.raises(InputRejected, match="text"):
        probe_file(tmp_path / "logo")


def test_a_heic_is_an_image_whatever_its_brand(tmp_path: Path) -> None:
    for brand in (b"heic", b"mif1", b"MiHB"):
        (tmp_path / "photo").write_bytes(heic([Image.new("RGB", (64, 64), "teal")], brand=brand))

        assert probe_file(tmp_path / "photo").content_type == "image/heic"


def test_animated_pictures_are_images(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    (tmp_path / "HEIF").write_bytes(heif_sequence(frames))
    for format in ("GIF", "WEBP", "AVIF", "PNG"):
        frames[0].save(tmp_path / format, format, save_all=True, append_images=frames[1:], duration=100)

    for path in tmp_path.iterdir():
        assert probe_file(path).type is AssetType.IMAGE, path.name
        assert open_picture(path).getpixel((9, 9)) == pytest.approx((255, 0, 0), abs=4), path.name


def test_a_film_without_the_box_of_brands_and_one_of_an_unknown_brand_are_videos(tmp_path: Path) -> None:
    film = encoded(tmp_path / "clip", "mp4", "libx264", None).read_bytes()
    for brand, content_type in ((b"freeisom", "video/quicktime"), (b"ftypavc1", "video/mp4")):
        (tmp_path / "clip").write_bytes(film.replace(b"ftypisom", brand, 1))

        assert probe_file(tmp_path / "clip").content_type == content_type


def test_leading_zeros_do_not_hide_a_sound(tmp_path: Path) -> None:
    path = encoded(tmp_path / "song", "mp3", None, "libmp3lame")
    path.write_bytes(bytes(3_000) + path.read_bytes())

    assert probe_file(path).content_type == "audio/mpeg"


def test_mpeg_2_5_sound_without_tags_is_recognised(tmp_path: Path) -> None:
    data = encoded(tmp_path / "song", "mp3", None, "libmp3lame", rate=11_025).read_bytes()
    (tmp_path / "song").write_bytes(data[data.index(b"\xff\xe3") :])

    assert probe_file(tmp_path / "song").content_type == "audio/mpeg"


def test_a_sound_with_a_cover_is_a_sound(tmp_path: Path) -> None:
    cover = io.BytesIO()
    Image.new("RGB", (64, 64)).save(cover, "JPEG")
    tag = b"\0image/jpeg\0\x03\0" + cover.getvalue()
    frame = b"APIC" + len(tag).to_bytes(4) + b"\0\0" + tag
    song = encoded(tmp_path / "song", "mp3", None, "libmp3lame").read_bytes()
    size = len(frame)
    header = b"ID3\x03\0\0" + bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
    (tmp_path / "song").write_bytes(header + frame + song[song.index(b"\xff\xfb") :])

    assert probe_file(tmp_path / "song").type is AssetType.AUDIO


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "JPEG2000"])
@pytest.mark.parametrize("part", [0.5, 0.97])
def test_a_picture_that_is_cut_off_is_rejected(tmp_path: Path, format: str, part: float) -> None:
    path = tmp_path / "photo"
    with Image.open(a_photo(tmp_path / "whole.png")) as photo:
        photo.save(path, format)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])

    with pytest.raises(InputRejected, match="photo is a"):
        probe_file(path)


def test_a_picture_may_have_much_metadata(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("workflow", "tea " * 500_000, zip=True)
    Image.new("RGB", (8, 8)).save(tmp_path / "photo", "PNG", pnginfo=notes)

    assert probe_file(tmp_path / "photo").content_type == "image/png"


def test_a_film_without_its_index_is_named(tmp_path: Path) -> None:
    path = encoded(tmp_path / "clip", "mp4", "libx264", "aac")
    path.write_bytes(path.read_bytes()[:-300])

    with pytest.raises(InputRejected, match="clip is an MP4 or QuickTime file that is cut off"):
        probe_file(path)


def test_a_heic_without_its_last_tile_is_rejected(tmp_path: Path) -> None:
    whole = heic([Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue", "yellow")], columns=2)
    (tmp_path / "photo").write_bytes(whole[:-5])

    with pytest.raises(InputRejected, match="cut off"):
        probe_file(tmp_path / "photo")


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_ends_too_early_is_rejected_although_it_is_closed(tmp_path: Path, progressive: bool) -> None:
    data = a_jpeg(tmp_path / "photo", progressive=progressive)
    (tmp_path / "photo").write_bytes(data[: len(data) // 2] + b"\xff\xd9")

    with pytest.raises(InputRejected, match="cannot be decoded to its end"):
        probe_file(tmp_path / "photo")


def test_a_large_jpeg_that_lacks_a_little_is_rejected_although_it_is_closed(tmp_path: Path) -> None:
    with Image.open(a_photo(tmp_path / "photo.png")) as photo:
        photo.resize((1600, 2000)).save(tmp_path / "photo", "JPEG")
    data = (tmp_path / "photo").read_bytes()
    (tmp_path / "photo").write_bytes(data[: int(len(data) * 0.97)] + b"\xff\xd9")

    with pytest.raises(InputRejected, match="cannot be decoded to its end"):
        probe_file(tmp_path / "photo")


@pytest.mark.parametrize("change", [lambda data: data[:-2], lambda data: data + b"<html>" * 99])
def test_a_jpeg_may_lack_its_end_marker_or_have_more_behind_it(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "photo").write_bytes(change(a_jpeg(tmp_path / "photo")))

    assert probe_file(tmp_path / "photo").content_type == "image/jpeg"
    assert open_picture(tmp_path / "photo").size == (200, 250)


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\0\0\0\x20ftypisom", b"ID3\x04\0\0", b"RIFF\0\0\0\0WAVE"])
def test_a_media_header_alone_is_rejected(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(head + b"\x01" * 60)

    with pytest.raises(InputRejected, match="upload"):
        probe_file(path)


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="cannot be read"):
        probe_file(tmp_path / "nothing")
