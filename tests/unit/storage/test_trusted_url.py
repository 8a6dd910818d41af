"""Which private addresses a download may connect to."""

from pathlib import Path

import pytest

from domain.errors import InputRejected
from storage.web.address_check import networks_of
from storage.web.download import Downloader


async def test_a_private_address_that_the_trusted_url_does_not_name_is_refused(tmp_path: Path) -> None:
    downloader = Downloader((), 1000, 10)

    with pytest.raises(InputRejected, match=r"10\.9\.9\.9 is not public.*ASSET_ALLOWED_NETWORKS"):
        await downloader.fetch("http://10.9.9.9/clip", tmp_path / "clip", trusted_url="http://127.0.0.1:1/v1")


@pytest.mark.parametrize(
    ("url", "networks"),
    [
        ("http://10.1.2.3:8080/v1", ["10.1.2.3/32"]),
        ("http://[fd00::1]/v1", ["fd00::1/128"]),
        ("http://127.0.0.1:9", ["127.0.0.0/8", "::1/128"]),
        ("http://localhost:9", ["127.0.0.0/8", "::1/128"]),
        ("http://name.invalid", []),
        (None, []),
    ],
)
async def test_the_addresses_of_a_trusted_url_are_those_of_its_host(url: str | None, networks: list[str]) -> None:
    assert [str(network) for network in await networks_of(url)] == networks
