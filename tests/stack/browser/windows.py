"""Windows of one browser, each of a person of its own, which watch for what must not happen on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE: Final[Mapping[str, Any]] = {
    "viewport": {"width": 360, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
"""A small phone."""

DARK: Final[Mapping[str, Any]] = {"color_scheme": "dark"}

_DESK: Final[Mapping[str, Any]] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US"}

_OWN_WORDS_FOR_REFUSALS = "Failed to load resource"
"""How the console reports refused requests, which are judged by their answers."""


@dataclass
class Windows:
    """Opens windows on the studio. `problems` is everything that a page did wrong since the test began."""

    browser: Browser
    address: str
    problems: list[str] = field(default_factory=list)
    expected: set[tuple[str, int]] = field(default_factory=set)
    may_disconnect: bool = False
    pages: list[Page] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, path: str | None = "/", **options: Any) -> Page:
        """A window of a new person, at that path of the studio; `options` are Playwright's of a context."""
        context = await self.browser.new_context(base_url=self.address, **{**_DESK, **options})
        self._contexts.append(context)
        page = await context.new_page()
        self._watch(page)
        if path is not None:
            await page.goto(path)
        return page

    def expect(self, method: str, status: int) -> None:
        """The test wants requests of this method to be answered with this status of 400 or more."""
        self.expected.add((method, status))

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    async def keep_pictures(self, folder: Path) -> None:
        """Write what each window shows now into the folder: `window-1.png` and so on."""
        for number, page in enumerate(self.pages, start=1):
            if not page.is_closed():
                await page.screenshot(path=folder / f"window-{number}.png", full_page=True)

    def _watch(self, page: Page) -> None:
        self.pages.append(page)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("response", self._answered)
        page.on("requestfailed", self._unanswered)

    def _console(self, message: ConsoleMessage) -> None:
        """Violations of the content security policy are errors of the console, too."""
        if message.type == "error" and not message.text.startswith(_OWN_WORDS_FOR_REFUSALS):
            self.problems.append(f"console: {message.text}")

    def _answered(self, answer: Response) -> None:
        method = answer.request.method
        if answer.status >= 400 and (method, answer.status) not in self.expected:
            self.problems.append(f"{method} {answer.url} answered {answer.status}")

    def _unanswered(self, request: Request) -> None:
        # A stream that a screen closes, and a picture or film of which the player has read enough.
        if request.failure != "net::ERR_ABORTED" and not self.may_disconnect:
            self.problems.append(f"{request.method} {request.url} failed: {request.failure}")
