"""One browser for a test process, and windows of it on the studio of the stack that tests share."""

from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr

from api.container import build_container
from domain.film_format import FPS
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.live_api import served
from tests.harness.servers.browser import launch
from tests.harness.servers.chromium import INSTALL_SECONDS
from tests.harness.stack import Stack
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor
from tests.stack.browser.vendor_studio import VendorStudio, open_vendor_studio
from tests.stack.browser.windows import DARK, PHONE, Windows

_ANSWER_MILLISECONDS = 90_000
"""How long a test waits for what must show, on a busy machine."""

_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test may install the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(INSTALL_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, for its fixtures."""
    report = yield
    item.stash[_FAILED] = report.failed or item.stash.get(_FAILED, False)
    return report


@dataclass(frozen=True)
class Studio:
    """A running stack whose API serves the studio at `address`."""

    stack: Stack
    address: str


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=_ANSWER_MILLISECONDS)
    async with async_playwright() as playwright:
        try:
            browser = await launch(playwright)
        except RuntimeError as error:
            pytest.fail(str(error), pytrace=False)
        yield browser


@pytest.fixture(scope="session")
async def studio_address(shared_stack: Stack) -> AsyncIterator[str]:
    async with served(shared_stack.container) as address:
        yield address


@pytest.fixture
def studio(stack: Stack, studio_address: str) -> Studio:
    return Studio(stack, studio_address)


@pytest.fixture
async def windows(
    studio: Studio, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Windows]:
    """Opens windows. The test fails if a page of them had an error, or was refused what the test does not name.

    A failed test leaves a picture of each window in its `tmp_path`.
    """
    opened = Windows(browser, studio.address)
    yield opened
    if opened.problems or request.node.stash.get(_FAILED, False):
        await opened.keep_pictures(tmp_path)
    await opened.close()
    assert not opened.problems, "\n".join(opened.problems)


@pytest.fixture
async def page(windows: Windows) -> Page:
    """A window of a desktop, on no page yet."""
    return await windows.open(None)


@pytest.fixture
async def second_page(windows: Windows) -> Page:
    """A window of another person, on no page yet."""
    return await windows.open(None)


@pytest.fixture
async def phone(windows: Windows) -> Page:
    """A window of a phone, on no page yet."""
    return await windows.open(None, **PHONE)


@pytest.fixture
async def dark_page(windows: Windows) -> Page:
    """A window of a person who prefers dark screens, on no page yet."""
    return await windows.open(None, **DARK)


@pytest.fixture
async def guarded(stack: Stack, browser: Browser) -> AsyncIterator[Windows]:
    """Opens windows on the studio of an API that has a key."""
    pipeline = stack.pipeline
    settings = pipeline.settings.model_copy(update={"api_keys": (SecretStr("a key"),)})
    async with served(build_container(settings, pipeline.adapters, pipeline.gateway)) as address:
        windows = Windows(browser, address)
        for method, status in (("GET", 401), ("POST", 401), ("POST", 503)):  # 503: on a busy machine, and sent again
            windows.expect(method, status)
        yield windows
        await windows.close()
    assert not windows.problems, "\n".join(windows.problems)


@pytest.fixture
def films(vendor_clip: Callable[[int], Path]) -> ReplicateVendor:
    """A simulated vendor of clips."""
    return ReplicateVendor(lambda seconds: vendor_clip(round(seconds * FPS)))


@pytest.fixture
def draws(vendor_clip: Callable[[int], Path], tmp_path: Path) -> OpenAIImages:
    """A simulated vendor of pictures."""
    picture = tmp_path / "picture.jpg"
    Image.new("RGB", (90, 160), (200, 60, 30)).save(picture)
    return OpenAIImages(lambda seconds: vendor_clip(round(seconds * FPS)), picture)


@pytest.fixture
def others(vendor_clip: Callable[[int], Path]) -> RunwayVendor:
    """Another simulated vendor of clips."""
    return RunwayVendor(lambda seconds: vendor_clip(round(seconds * FPS)))


@pytest.fixture
async def vendor_studio(
    settings: Settings,  # noqa: ARG001  its variables are those of the test's own database
    temporal: EmbeddedTemporal,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    films: ReplicateVendor,
    draws: OpenAIImages,
    others: RunwayVendor,
) -> AsyncIterator[VendorStudio]:
    """A studio whose films are made at simulated vendors, Replicate's models by default."""
    usual = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "openai"}
    async with open_vendor_studio(browser, temporal.address, monkeypatch, (films, draws, others), **usual) as studio:
        yield studio
