"""An order says where the vendor may post that it has ended, if the vendor offers that."""

from typing import Any

from tests.simulators.film import MediaVendor
from tests.simulators.replicate import ReplicateVendor
from tests.unit.providers.adapters import Video, body_of, shot

URL = "https://review.example.com/api/v3/vendor-news/test"

FIELDS: dict[str, dict[str, Any]] = {
    "replicate": {"webhook": URL, "webhook_events_filter": ["completed"]},
    "runware": {"webhookURL": URL},
    "gemini": {"webhook_config": {"uris": [URL]}},
    "runway": {},
}


def sent(vendor: MediaVendor) -> dict[str, Any]:
    return vendor.bodies[-1] if isinstance(vendor, ReplicateVendor) else body_of(vendor)


async def test_an_order_names_the_url(video: Video, vendor: MediaVendor) -> None:
    video.news_url = URL

    await video.order(shot(video.model))

    assert FIELDS[vendor.name].items() <= sent(vendor).items()
    assert (URL in str(sent(vendor))) is bool(FIELDS[vendor.name])


async def test_without_a_url_an_order_names_none(video: Video, vendor: MediaVendor) -> None:
    await video.order(shot(video.model))

    assert "webhook" not in str(sent(vendor)).lower()
