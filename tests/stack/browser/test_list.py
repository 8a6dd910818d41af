"""The list of films."""

from playwright.async_api import Page, expect

from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll


async def test_the_list_of_films_is_accessible(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("link", name="New film", exact=True)).to_be_visible()
    await assert_accessible(page)
    await assert_no_sideways_scroll(page)
