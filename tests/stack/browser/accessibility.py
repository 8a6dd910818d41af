"""What axe finds wrong with a page."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_SERIOUS = ("serious", "critical")

_OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Without reading the style sheets again, which inserts styles that the content security policy forbids."""

_axe = Axe()


async def assert_accessible(page: Page) -> None:
    """Fail, naming rules and elements, when axe finds something serious or critical in what the page shows now."""
    result = await _axe.run(page, options=_OPTIONS)
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"] for node in violation["nodes"])
        for violation in result.response["violations"]
        if violation["impact"] in _SERIOUS
    ]
    assert not found, f"axe on {page.url}:\n" + "\n".join(found)


async def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than its window."""
    width, window = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window} px"
