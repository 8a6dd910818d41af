"""Name the kind of a file that is not taken, for a message. Whether it is taken, decoding has decided before."""

import re
from typing import Final

from media.decoding.pictures.image_file import PICTURE_ADVICE

_PICTURES: Final = (
    (rb"\xff\xd8\xff", "a damaged JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "a damaged PNG"),
    (rb"GIF8[79]a", "a damaged GIF"),
    (rb"RIFF.{4}WEBP", "a damaged WebP"),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "a damaged JPEG 2000"),
    (rb"II\*\0.{4}CR|II(?:U\0|R[OS])|MMOR|FUJIFILMCCD|.{4}ftypcrx |FOVb", "a camera's raw photograph"),
    (rb"II[*+]\0|MM\0[*+]", "a damaged TIFF"),
    (rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
    (rb"II\xbc\x01", "a JPEG XR"),
    (rb"8BPS", "a Photoshop document"),
    (rb"\0\0[\x01\x02]\0[\x01-\x40]\0", "an icon (ICO)"),
    (rb"\xc5\xd0\xd3\xc6|%!PS-Adobe-[^\r\n]*EPSF", "an EPS"),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", "a Windows metafile"),
    (rb"P[1-7]\s", "a Netpbm picture"),
    (rb"DDS |\x76\x2f\x31\x01|qoif|#\?RADIANCE|gimp xcf|FLIF|BPG\xfb|AT&TFORM", "a picture of a format not taken here"),
)
"""What the file begins with, and its name. SVG is text, see `_TEXTS`."""

_MEDIA: Final = (
    (rb".{4}(?:ftyp|moov|mdat|wide)", "an MP4 or QuickTime file"),
    (rb"\x1a\x45\xdf\xa3", "a Matroska or WebM file"),
    (rb"RIFF.{4}AVI ", "an AVI file"),
    (rb"RIFF.{4}WAVE", "a WAV file"),
    (rb"OggS", "an Ogg file"),
    (rb"fLaC", "a FLAC file"),
    (rb"ID3[\x02-\x04]", "an MP3 file"),
    (rb"FLV\x01", "a Flash video"),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file"),
)

_FILM_ADVICE: Final = "send MP4, MOV or WebM"
_UNPACK: Final = "unpack it and send the file inside"
_EXPORT: Final = "export what is meant as PNG or JPEG"

_FILES: Final = (
    (rb".{0,1000}%PDF-", "a PDF", "application/pdf", _EXPORT),
    (rb"%!PS", "a PostScript document", "application/postscript", _EXPORT),
    (rb"{\\rtf", "an RTF document", "application/rtf", _EXPORT),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", "application/x-ole-storage", _EXPORT),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file", "application/zip", _EXPORT),
    (rb"PK\x03\x04.{26,3000}(?:word|ppt|xl)/", "an Office document", "application/zip", _EXPORT),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a ZIP archive", "application/zip", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", "application/vnd.rar", _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "application/x-7z-compressed", _UNPACK),
    (rb"\x1f\x8b", "a gzip file", "application/gzip", _UNPACK),
    (rb"BZh[1-9]1AY", "a bzip2 file", "application/x-bzip2", _UNPACK),
    (rb"\xfd7zXZ\0", "an XZ file", "application/x-xz", _UNPACK),
    (rb"\x28\xb5\x2f\xfd", "a Zstandard file", "application/zstd", _UNPACK),
    (rb".{257}ustar", "a tar archive", "application/x-tar", _UNPACK),
    (rb"MThd", "a MIDI file", "audio/midi", "it holds notes, no sound: send MP3, WAV or M4A"),
    (rb"[FCZ]WS[\x01-\x40]", "a Flash film", "application/x-shockwave-flash", _FILM_ADVICE),
    (rb"\x7fELF|MZ.{62}", "a program", "application/x-executable", ""),
    (rb"wOF[F2]|OTTO\0|\0\x01\0\0\0[\x04-\x40]", "a font", "font/otf", ""),
)

_PLAYLIST: Final = "it names other files: send the media file itself"
_SIGN_IN: Final = "check that the URL opens without signing in"
_PAGE: Final = ("an HTML page", "text/html", _SIGN_IN)

_ROOT: Final = re.compile(r"(?><\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\])?[^>]*>|\s)*+<(?:\w+:)?(\w+)", re.DOTALL)
"""The first element of a document in HTML or XML."""

_ELEMENTS: Final = {
    "svg": ("an SVG", "", PICTURE_ADVICE),
    "mpd": ("a DASH playlist", "application/dash+xml", _PLAYLIST),
    "asx": ("a playlist", "video/x-ms-asf", _PLAYLIST),
} | dict.fromkeys(("html", "head", "body", "title", "script", "div"), _PAGE)

_TEXTS: Final = (
    (r"<!doctype html", *_PAGE),
    (r"#extm3u|#ext-x", "a playlist", "application/vnd.apple.mpegurl", _PLAYLIST),
    (r"ffconcat version|\[playlist\]|v=0\s+o=", "a playlist", "text/plain", _PLAYLIST),
    (r"webvtt|\d+\s+\d\d:\d\d:\d\d,\d{3} -->|\[script info\]", "a file of subtitles", "text/plain", _FILM_ADVICE),
    (r"version https://git-lfs", "a pointer of Git LFS", "text/plain", "send the file that it stands for"),
    (r"<\?xml", "XML", "application/xml", ""),
    (r"[{\[]", "JSON", "application/json", _SIGN_IN),
)
"""What a text begins with, in lower case."""

_CONTROL: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def describe_foreign(head: bytes) -> str | None:
    """Return the file's kind by its first 4 KB, and what to send instead, as the end of a sentence; None if unknown."""
    if not head:
        return "empty, not an image, video or audio"
    for pattern, name in _PICTURES:
        if re.match(pattern, head, re.DOTALL):
            return f"{name}; {PICTURE_ADVICE}"
    for pattern, name in _MEDIA:
        if re.match(pattern, head, re.DOTALL):
            return f"{name} that is cut off, damaged or empty: nothing in it can be decoded; send the whole file"
    for pattern, name, content_type, advice in _FILES:
        if re.match(pattern, head, re.DOTALL):
            return _not_media(name, content_type, advice)
    text = _text(head)
    if text is None:
        return None
    if (root := _ROOT.match(text)) and root[1] in _ELEMENTS:
        return _not_media(*_ELEMENTS[root[1]])
    found = ((name, *rest) for pattern, name, *rest in _TEXTS if re.match(pattern, text))
    return _not_media(*next(found, ("text", "text/plain", "")))


def _not_media(name: str, content_type: str, advice: str) -> str:
    what = f"{name} ({content_type}), not an image, video or audio" if content_type else name
    return f"{what}; {advice}" if advice else what


def _text(head: bytes) -> str | None:
    """Return the head in lower case, whatever encoding it has; None if it is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").strip().lower()
    if _CONTROL.search(head):
        return None
    return head.decode("utf-8-sig", errors="replace").strip().lower()
