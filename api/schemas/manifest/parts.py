"""What takes and lines of speech have in common in a manifest: an order at a vendor, and files with their hashes."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from api.schemas.common import UtcTime
from domain.base import Wire
from domain.job.takes.take import VendorOrder

EXAMPLE_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PROMPT = "Steam rises over a tin of tea.\nShot: close-up\nCamera: slow push in"

Hashes = Mapping[str, str]
"""Hashes of files by their keys in storage, for files of before hashes were noted."""


class FileView(Wire):
    """A file in storage. `sizeBytes` is null where it is not noted, `sha256` for a file that was gone before it was."""

    sha256: str | None = Field(examples=[EXAMPLE_HASH])
    size_bytes: int | None = Field(examples=[1_048_576])


class OrderView(Wire):
    """What was ordered, and from whom.

    `vendor` is a provider's name: `animatic` is our own renderer, `upload` the client. `version` is what the vendor
    says of its model, if it does. `prompt` is the text that the order sent, null before there is an order and where
    nothing is sent; a clip of our own renderer is drawn from it. `orders` counts how often it was asked for and may
    have been accepted.
    """

    vendor: str = Field(examples=["replicate"])
    model: str = Field(examples=["bytedance/seedance-2.0"])
    version: str | None = Field(examples=["3b2a9c1d"])
    prompt: str | None = Field(examples=[_PROMPT])
    order_id: str | None = Field(examples=["replicate-xyz"])
    ordered_at: UtcTime | None = Field(examples=["2026-03-02T09:31:00.000000Z"])
    orders: int
    cost: float = Field(examples=[0.25])


def order_fields(order: VendorOrder) -> dict[str, Any]:
    return {"vendor": order.provider, "ordered_at": order.asked_at}


def file_view(sha256: str | None, key: str | None, size: int | None, hashes: Hashes) -> FileView | None:
    known = hash_of(sha256, key, hashes)
    return FileView(sha256=known, size_bytes=size) if key or known else None


def hash_of(noted: str | None, key: str | None, hashes: Hashes) -> str | None:
    return noted or hashes.get(key or "")
