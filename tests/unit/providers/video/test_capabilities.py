"""Every model × what a scene may wish of it: sent right, done another way and said, or refused before an order."""

from pathlib import Path
from typing import Any

import pytest

from domain.errors import InputRejected
from domain.film_format import FPS
from domain.job.filming.wishes import lacking
from domain.job.takes.left_out import Ingredient
from domain.ports.video_and_image import Shot
from domain.vendors.video_capabilities import NativeAudio
from providers.common.prices import read_prices
from tests.simulators.film import MediaVendor, serving
from tests.unit.providers.adapters import VIDEO, Video, film, refused, shot, vendor_of, video_at
from tests.unit.providers.video.sent_wishes import Sent, sent_to

MODELS = [(kind, model) for kind, (_, video) in VIDEO.items() for model in video.models]
FIRST, LAST = "first.jpg", "last.jpg"
WISHES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "native sound": {"audio": True},
    "a first frame": {"first_frame": FIRST},
    "a first frame and sound": {"first_frame": FIRST, "audio": True},
    "first and last frame": {"first_frame": FIRST, "last_frame": LAST},
    "a last frame alone": {"last_frame": LAST},
    "two references": {"references": 2},
    "two references for a wide film of 8 s": {"references": 2, "seconds": 8, "ratio": "16:9"},
    "two references for a wide film of 5 s": {"references": 2, "seconds": 5, "ratio": "16:9"},
    "more references than any takes": {"references": 12, "seconds": 8, "ratio": "16:9"},
    "references and a first frame": {"references": 2, "first_frame": FIRST},
    "references and a last frame alone": {"references": 2, "last_frame": LAST, "seconds": 8, "ratio": "16:9"},
    "all at once": {"references": 2, "first_frame": FIRST, "last_frame": LAST, "audio": True},
}
TABLE = [pytest.param(kind, model, wish, id=f"{kind.name}-{model}-{wish}") for kind, model in MODELS for wish in WISHES]


def wished(model: str, wish: str, folder: Path) -> Shot:
    """A shot with the wish, whose pictures are in the folder."""

    def picture(name: str) -> Path:
        (folder / name).write_bytes(name.encode())
        return folder / name

    given = dict(WISHES[wish])
    frames: dict[str, Any] = {
        name: picture(str(given[name])) for name in ("first_frame", "last_frame") if name in given
    }
    references = tuple(picture(f"reference-{number}.jpg") for number in range(int(str(given.get("references", 0)))))
    ratio, seconds = str(given.get("ratio", "9:16")), float(str(given.get("seconds", 5)))
    known = shot(model, seconds, references=references, audio="audio" in given, format=film(ratio))
    return known.model_copy(update=frames)


def impossible(video: Video, of: Shot) -> bool:
    """Whether the model can never do what the shot wishes."""
    can = video.can(of.model)
    return (
        (of.audio and can.audio is NativeAudio.NONE)
        or (of.first_frame is None and can.first_frame_required)
        or (of.last_frame is not None and not can.last_frame)
        or (bool(of.references) and not can.references)
    )


def expected(video: Video, of: Shot) -> Sent:
    """What the vendor is to be told."""
    can, seconds = video.can(of.model), video.slot(of.model, of.frames / FPS)
    are_excluded = can.references_exclude_frames and of.first_frame is not None
    is_other_length = bool(can.reference_seconds) and seconds not in can.reference_seconds
    is_other_ratio = bool(can.reference_sizes) and video.size(of) not in can.reference_sizes
    most = 0 if are_excluded or is_other_length or is_other_ratio else can.references
    last = of.last_frame if of.first_frame else None
    return Sent(
        first=of.first_frame.read_bytes() if of.first_frame else None,
        last=last.read_bytes() if last else None,
        references=[path.read_bytes() for path in of.references[:most]],
        sound=of.audio if can.audio is NativeAudio.OPTIONAL else None,
        seed=of.seed if can.seed else None,
    )


@pytest.mark.parametrize(("kind", "model", "wish"), TABLE)
async def test_a_wish_is_sent_or_left_out_and_said_or_refused(
    kind: type[MediaVendor], model: str, wish: str, tmp_path: Path
) -> None:
    async with serving(vendor_of(kind, tmp_path)) as vendor:
        video, of = video_at(vendor), wished(model, wish, tmp_path)
        if impossible(video, of):
            error = await refused(video, of)
            assert isinstance(error, InputRejected)
            assert error.message.startswith(f"{vendor.name.capitalize()}'s {model} ")
            assert not vendor.calls
            return

        await video.order(of)
        (order,) = vendor.orders.values()
        sent = sent_to(vendor, order.body)

        assert sent == expected(video, of)
        left_out = lacking(video.can(model), video.wishes(of))
        assert {part.what for part in left_out} == not_sent(sent, of)
        assert all(part.reason.startswith(f"{vendor.name.capitalize()}'s {model} ") for part in left_out)
        prices, seconds = read_prices(None), video.slot(model, of.frames / FPS)
        has_sound = video.can(model).sounds(of.audio)
        estimate = prices.clip(vendor.name, model, seconds, has_sound=has_sound, is_large=of.format.is_large)
        assert estimate is not None
        assert estimate == vendor.bill(order, prices)


def not_sent(sent: Sent, of: Shot) -> set[Ingredient]:
    found = {Ingredient.LAST_FRAME} if of.last_frame and not sent.last else set()
    return found | ({Ingredient.REFERENCES} if len(sent.references) < len(of.references) else set())
