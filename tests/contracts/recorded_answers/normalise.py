"""Replace what differs from run to run by stable placeholders: ids, times, ports, cursors, hashes and file sizes."""

import re
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ORDER = re.compile(r"\breplicate-p\d+\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_HTTP_DATE = re.compile(r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_PORT = re.compile(r"(127\.0\.0\.1|localhost):\d+")
_CURSOR = re.compile(r"\b0[0-9a-f]{46}\b")
"""A time and an id, in hexadecimal digits."""

_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_LINK_TOKEN = re.compile(r"(?<=/r/)[\w-]{43}\b")
_KEY = re.compile(r"\bglk_live_[0-9a-f]{32}_[0-9A-Za-z]{43}\b")
_WEBHOOK_SECRET = re.compile(r"\bwhsec_[A-Za-z0-9+/=]{32,}")
_MESSAGE = re.compile(r"\bmsg_[0-9a-f]{32}\b")
_LARGE_SIZE = re.compile(r"\b\d{5,} bytes\b")
_CONTENT_TAG = re.compile(r'"[^"\s]{8,}"')
_LENGTH_IN_RANGE = re.compile(r"(?<=/)\d{4,}$")

_MEASURED = frozenset({"seconds", "start", "end", "pace", "loudness", "truePeak"})
"""What is measured of sounds. A voice does not speak at the same pace twice."""

_SIZES = frozenset({"sizeBytes", "size_bytes", "video_blob_size", "content-length"})
_MAY_BE_NULL = frozenset({"error", "firstFrame", "first_frame", "still", "waitingFor"})
"""Fields that are an object or null, by how far the work is."""

_LARGE = 4096
"""Bytes. A larger file was encoded during the recording: its size may change with the encoder."""

_DROPPED_HEADERS = frozenset(
    {"date", "server", "connection", "transfer-encoding", "x-request-id", "keep-alive", "ratelimit", "ratelimit-policy"}
)
CONSTANT_HEADERS = frozenset(
    {"x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy"}
)
"""Recorded once, not with every answer."""


class Normaliser:
    """Replaces values of one recording. Ids are numbered in the order in which they first appear."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def text(self, text: str) -> str:
        text = _CURSOR.sub("<cursor>", _TIME.sub("<time>", text))
        text = _LINK_TOKEN.sub("<token>", _HTTP_DATE.sub("<date>", text))
        text = _KEY.sub("<key>", text)
        text = _HASH.sub("<hash>", _LARGE_SIZE.sub("<size> bytes", text))
        text = _PORT.sub(r"\1:<port>", _WEBHOOK_SECRET.sub("<secret>", _MESSAGE.sub("<message>", text)))
        text = _ORDER.sub(lambda found: self._placeholder("order", found[0]), text)
        return _UUID.sub(lambda found: self._placeholder("id", found[0].lower()), text)

    def value(self, value: Any, key: str = "") -> Any:
        match value:
            case _ if key == "waitingFor":
                return "<waiting>"
            case dict():
                return {self.text(name): self.value(item, name) for name, item in sorted(value.items())}
            case list():
                return [self.value(item, key) for item in value]
            case str() if key == "month":
                return "<month>"
            case str():
                return self.text(value)
            case bool():
                return value
            case float() if key in _MEASURED:
                return f"<{key}>"
            case int() if key == "seed":
                return "<seed>"
            case int() if key == "durationMs":
                return "<duration>"
            case int() if key in _SIZES and value > _LARGE:
                return "<size>"
        return value

    def headers(self, headers: dict[str, str], *, constant: bool) -> dict[str, str]:
        left_out = _DROPPED_HEADERS if constant else _DROPPED_HEADERS | CONSTANT_HEADERS
        is_json = "json" in headers.get("content-type", "")
        found = {}
        for name, value in sorted(headers.items()):
            if name in left_out or (name == "content-length" and is_json):
                continue
            found[name] = self.header(name, value)
        return found

    def header(self, name: str, value: str) -> str:
        match name:
            case "etag" | "If-None-Match":
                return _CONTENT_TAG.sub('"<tag>"', value)
            case "last-event-id":
                return "<event>"
            case "content-range":
                return _LENGTH_IN_RANGE.sub("<size>", re.sub(r"-\d{4,}/", "-<last>/", value))
            case "content-length":
                return "<size>" if int(value) > _LARGE else value
        return self.text(value)

    def _placeholder(self, kind: str, value: str) -> str:
        if value not in self._ids:
            count = sum(known.startswith(f"<{kind} ") for known in self._ids.values())
            self._ids[value] = f"<{kind} {count + 1}>"
        return self._ids[value]


def shape(value: Any, path: str = "") -> dict[str, str]:
    """Return the names of the fields of every object in a JSON value, by the object's path."""
    found: dict[str, str] = {}
    match value:
        case dict() if value:
            found[path] = " ".join(sorted(value))
            for name, item in sorted(value.items()):
                if name in _MAY_BE_NULL:
                    continue
                found |= shape(item, f"{path}.{name}" if path else name)
        case list():
            for item in value:
                found |= shape(item, f"{path}[]")
    return found
