"""Containers of video and sound that are opened, and the content type and extension of each."""

from typing import Final, NamedTuple

_MP4: Final = "mov,mp4,m4a,3gp,3g2,mj2"
_MATROSKA: Final = "matroska,webm"


class _Types(NamedTuple):
    """Content type and extension of a file with a picture track, and of one without."""

    video: tuple[str, str] | None = None
    audio: tuple[str, str] | None = None


def _video(subtype: str, extension: str) -> _Types:
    return _Types((f"video/{subtype}", extension), (f"audio/{subtype}", extension))


def _audio(subtype: str, extension: str) -> _Types:
    return _Types(None, (f"audio/{subtype}", extension))


_TYPES: Final = {
    _MP4: _Types(("video/mp4", "mp4"), ("audio/mp4", "m4a")),
    _MATROSKA: _Types(("video/x-matroska", "mkv"), ("audio/x-matroska", "mka")),
    "asf": _Types(("video/x-ms-wmv", "wmv"), ("audio/x-ms-wma", "wma")),
    "ogg": _Types(("video/ogg", "ogv"), ("audio/ogg", "ogg")),
    "avi": _video("x-msvideo", "avi"),
    "av1": _video("av1", "obu"),
    "cavsvideo": _video("x-cavs", "avs"),
    "dv": _video("x-dv", "dv"),
    "flv": _video("x-flv", "flv"),
    "gxf": _video("x-gxf", "gxf"),
    "h264": _video("h264", "h264"),
    "hevc": _video("h265", "h265"),
    "ivf": _video("x-ivf", "ivf"),
    "m4v": _video("mp4v-es", "m4v"),
    "mpeg": _video("mpeg", "mpg"),
    "mpegts": _video("mp2t", "ts"),
    "mpegvideo": _video("mpeg", "mpg"),
    "mxf": _Types(("application/mxf", "mxf"), ("application/mxf", "mxf")),
    "nut": _video("x-nut", "nut"),
    "obu": _video("av1", "obu"),
    "rm": _Types(("application/vnd.rn-realmedia", "rm"), ("audio/vnd.rn-realaudio", "ra")),
    "vc1": _video("vc1", "vc1"),
    "wtv": _video("x-wtv", "wtv"),
    "yuv4mpegpipe": _video("x-yuv4mpeg", "y4m"),
    "aac": _audio("aac", "aac"),
    "ac3": _audio("ac3", "ac3"),
    "aiff": _audio("aiff", "aiff"),
    "amr": _audio("amr", "amr"),
    "ape": _audio("x-ape", "ape"),
    "au": _audio("basic", "au"),
    "caf": _audio("x-caf", "caf"),
    "dsf": _audio("x-dsf", "dsf"),
    "dts": _audio("vnd.dts", "dts"),
    "dtshd": _audio("vnd.dts.hd", "dtshd"),
    "eac3": _audio("eac3", "eac3"),
    "flac": _audio("flac", "flac"),
    "loas": _audio("aac", "aac"),
    "mp3": _audio("mpeg", "mp3"),
    "mpc": _audio("x-musepack", "mpc"),
    "mpc8": _audio("x-musepack", "mpc"),
    "oma": _audio("atrac3", "oma"),
    "sox": _audio("x-sox", "sox"),
    "tak": _audio("x-tak", "tak"),
    "truehd": _audio("vnd.dolby.mlp", "thd"),
    "tta": _audio("x-tta", "tta"),
    "voc": _audio("x-voc", "voc"),
    "w64": _audio("x-w64", "w64"),
    "wav": _audio("wav", "wav"),
    "wv": _audio("x-wavpack", "wv"),
}
"""By libavformat's name of the container. Those that name other files, or accept anything, are not among them."""

FORMATS: Final = ",".join(_TYPES)

_WEBM: Final = _Types(("video/webm", "webm"), ("audio/webm", "weba"))

_BRANDS: Final = {
    b"qt ": _Types(("video/quicktime", "mov"), ("audio/mp4", "m4a")),
    b"3g2": _Types(("video/3gpp2", "3g2"), ("audio/3gpp2", "3g2")),
    b"3gp": _Types(("video/3gpp", "3gp"), ("audio/3gpp", "3gp")),
}
"""By the beginning of an ISO base media file's brand. All others are MP4."""


def media_type(format: str, has_video: bool, head: bytes) -> tuple[str, str]:
    """Return the content type and the extension of a file of one of `FORMATS` that begins with `head`."""
    types = _TYPES[format]
    if format == _MP4:
        # QuickTime had no brands at first.
        brand = head[8:11] if head[4:8] == b"ftyp" else b"qt "
        types = _BRANDS.get(brand, types)
    elif format == _MATROSKA and b"webm" in head[:64]:
        types = _WEBM
    return (types.video if has_video else types.audio) or (f"video/x-{format}", format)
