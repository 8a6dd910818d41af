"""The list of films: live, in the order in which a person needs it, and what the address says."""

from playwright.async_api import Page, expect

from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio
from tests.stack.browser.windows import Windows


async def test_the_list_shows_what_somebody_else_begins_and_moves_it_when_it_is_decided(
    page: Page, studio: Studio
) -> None:
    await page.goto("/?client=live-list")
    await expect(page.get_by_text("No film matches")).to_be_visible()

    job = await studio.stack.in_review(productName="Seen at once", clientId="live-list")
    waiting, others = (page.get_by_role("region", name=name) for name in ("Waiting for your decision", "Other films"))
    await expect(waiting.get_by_role("link", name="Seen at once", exact=True)).to_be_visible()

    await studio.stack.act(job, "cancel")
    await expect(others.get_by_role("link", name="Seen at once", exact=True)).to_be_visible()
    await expect(others.get_by_text("Cancelled", exact=True)).to_be_visible()


async def test_filters_are_kept_in_the_address_and_by_going_back(page: Page, studio: Studio) -> None:
    for name in ("Teapot", "Kettle"):
        await studio.stack.in_review(productName=name, clientId="filtered")
    await page.goto("/?client=filtered")
    kettle, teapot = (page.get_by_role("link", name=name, exact=True) for name in ("Kettle", "Teapot"))
    await expect(kettle).to_be_visible()

    await page.get_by_role("searchbox", name="Search").fill("teap")
    await expect(kettle).to_be_hidden()
    await teapot.click()
    await expect(page.get_by_role("heading", name="Teapot", level=1)).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("searchbox", name="Search")).to_have_value("teap")
    await expect(teapot).to_be_visible()
    await expect(kettle).to_be_hidden()


async def test_a_film_that_is_deleted_is_said_to_be_gone(page: Page, windows: Windows, studio: Studio) -> None:
    windows.expect("GET", 404)
    job = await studio.stack.in_review(productName="Soon gone")
    await page.goto(f"/jobs/{job.id}")
    await expect(page.get_by_role("heading", name="Soon gone", level=1)).to_be_visible()

    await studio.stack.act(job, "cancel")
    await studio.stack.delete(f"/api/v3/jobs/{job.id}")

    await expect(page.get_by_role("heading", name="There is no such film")).to_be_visible()
    await page.get_by_role("link", name="To the list of films").click()
    await expect(page.get_by_role("heading", name="Films", level=1)).to_be_visible()


async def test_the_list_is_accessible_on_a_phone_and_in_the_dark(page: Page, phone: Page, studio: Studio) -> None:
    await studio.stack.in_review(productName="Teapot with a very long name", clientId="accessible")
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await window.goto("/?client=accessible")
        await expect(window.get_by_role("link", name="Teapot with", exact=False)).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)


async def test_a_lost_connection_is_said_and_what_happened_meanwhile_is_shown_afterwards(
    page: Page, windows: Windows, studio: Studio
) -> None:
    windows.may_disconnect = True
    await page.goto("/?client=reconnected")
    await expect(page.get_by_text("No film matches")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.get_by_text("You are offline")).to_be_visible()
    await studio.stack.in_review(productName="Begun meanwhile", clientId="reconnected")
    await page.context.set_offline(False)
    await expect(page.get_by_text("Connected again")).to_be_visible()
    await expect(page.get_by_role("link", name="Begun meanwhile", exact=True)).to_be_visible()
