"""What an order asks of a model beyond words, length and size, as each vendor is told it."""

import json
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.simulators.documented.gemini import contents
from tests.simulators.film import MediaVendor
from tests.simulators.replicate import ReplicateVendor

BEFORE = json.loads((Path(__file__).parent / "orders_without_wishes.json").read_text())
"""What adapters ordered before there were wishes, as recorded then."""


class Sent(NamedTuple):
    """Pictures are what their files hold. `sound` is None where nothing is said of it."""

    first: bytes | None
    last: bytes | None
    references: list[bytes]
    sound: bool | None
    seed: int | None


def sent_to(vendor: MediaVendor, body: Mapping[str, Any]) -> Sent:
    """Read the order that the vendor got."""
    return _READERS[vendor.name](vendor, body)


def sound_switch(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of an order that says whether there is to be sound, if there is one."""
    switches = {
        "replicate": ("generate_audio",),
        "runway": ("audio",),
        "runware": ("settings", "providerSettings"),
        "gemini": (),
    }
    return {switch: body[switch] for switch in switches[name] if switch in body}


def _replicate(vendor: MediaVendor, body: Mapping[str, Any]) -> Sent:
    assert isinstance(vendor, ReplicateVendor)
    uploads = {f"{vendor.base_url}/files/f{number}": upload for number, upload in enumerate(vendor.uploads, 1)}
    return Sent(
        first=uploads.get(body.get("image", body.get("start_image"))),
        last=uploads.get(body.get("last_frame_image", body.get("end_image", body.get("last_frame")))),
        references=[uploads[url] for url in body.get("reference_images", ())],
        sound=body.get("generate_audio"),
        seed=body.get("seed"),
    )


def _runway(_: MediaVendor, body: Mapping[str, Any]) -> Sent:
    frames = {frame["position"]: _of_data_url(frame["uri"]) for frame in body.get("promptImage", ())}
    return Sent(
        first=frames.get("first"),
        last=frames.get("last"),
        references=[_of_data_url(each["uri"]) for each in body.get("references", ())],
        sound=body.get("audio"),
        seed=body.get("seed"),
    )


def _runware(_: MediaVendor, body: Mapping[str, Any]) -> Sent:
    inputs, settings = body.get("inputs", {}), body.get("providerSettings", {})
    frames = {frame["frame"]: _of_data_url(frame["image"]) for frame in inputs.get("frameImages", ())}
    switches = [body.get("settings", {}), settings.get("google", {}), settings.get("klingai", {})]
    said = [on for switch in switches for on in switch.values()]
    return Sent(
        first=frames.get("first"),
        last=frames.get("last"),
        references=[_of_data_url(url) for url in inputs.get("referenceImages", ())],
        sound=said[0] if said else None,
        seed=body.get("seed"),
    )


def _gemini(_: MediaVendor, body: Mapping[str, Any]) -> Sent:
    pictures = [b64decode(part["data"]) for part in contents(body) if part["type"] == "image"]
    begins_from_it = body["generation_config"]["video_config"]["task"] == "image_to_video"
    return Sent(
        first=pictures[0] if begins_from_it else None,
        last=None,
        references=[] if begins_from_it else pictures,
        sound=None,
        seed=body["generation_config"].get("seed"),
    )


def _of_data_url(url: str) -> bytes:
    return b64decode(url.removeprefix("data:image/jpeg;base64,"))


_READERS = {"replicate": _replicate, "runway": _runway, "runware": _runware, "gemini": _gemini}
