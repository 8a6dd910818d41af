"""What vendors' video models can do: the table `video_models.toml`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.vendors.video_capabilities import VideoCapabilities, whole_seconds

TABLE = Path(__file__).parent / "video_models.toml"


@cache
def all_video_models() -> Mapping[str, Mapping[str, VideoCapabilities]]:
    """Return what each model can do, by provider and model, in the order of the table: the first is the default."""
    table = tomllib.loads(TABLE.read_text())
    return {
        provider: {model: _capabilities(provider, model, fields) for model, fields in models.items()}
        for provider, models in table.items()
    }


def video_models(provider: str) -> Mapping[str, VideoCapabilities]:
    """Return what each of the provider's models can do. Raises KeyError."""
    return all_video_models()[provider]


def _capabilities(provider: str, model: str, fields: Mapping[str, Any]) -> VideoCapabilities:
    """A table's `seconds` are a list, or `{from, to}` for all whole seconds."""
    seconds = fields.get("seconds", ())
    if isinstance(seconds, dict):
        seconds = whole_seconds(seconds["from"], seconds["to"])
    return VideoCapabilities.model_validate({**fields, "provider": provider, "model": model, "seconds": seconds})
