"""First frames in review: drawn for a shown price, looked at, drawn anew, chosen, and marked when they are stale."""

import re

from playwright.async_api import Locator, Page, expect

from tests.simulators.openai_images import OpenAIImages
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.vendor_studio import VendorStudio
from tests.stack.browser.windows import PHONE

_SHIFTS = """() => new Promise((told) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
    });
    observer.observe({ type: "layout-shift" });
    window.shifted = () => sum;
    told();
})"""
"""A script that sums up from now on by how much parts of the page move that nobody moved."""


def scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


def approve(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Approve"))


def pictures(page: Page, number: int) -> Locator:
    return page.get_by_role("dialog", name=f"First frames of Scene {number}", exact=True)


async def looked_at(page: Page, number: int) -> Locator:
    await scene(page, number).get_by_role("button", name=re.compile("^First frames of")).click()
    return pictures(page, number)


async def test_all_are_drawn_for_the_price_that_was_shown_apart_from_filming(
    vendor_studio: VendorStudio, draws: OpenAIImages
) -> None:
    job = await vendor_studio.in_review()
    page = await vendor_studio.windows.open(f"/jobs/{job.id}")
    await expect(approve(page)).to_be_enabled()
    amount = await approve(page).inner_text()

    draw = page.get_by_role("button", name=re.compile(r"^Draw 2 first frames · \$0\.\d\d"))
    await expect(draw).to_be_visible()
    price = (await draw.inner_text()).split("· ")[1]
    await draw.click()

    for number in (1, 2):
        await expect(scene(page, number).get_by_text("The clip begins from first frame 1")).to_be_visible()
    await expect(draw).to_be_hidden()
    await expect(page.get_by_text(f"{price} spent on them so far.")).to_be_visible()
    await expect(approve(page)).to_have_text(amount)
    shown = await vendor_studio.shown(job)
    assert f"${shown['cost']:.2f}" == price
    assert len(draws.orders) == 2


async def test_one_is_drawn_looked_at_drawn_anew_with_feedback_and_chosen(
    vendor_studio: VendorStudio, draws: OpenAIImages
) -> None:
    job = await vendor_studio.in_review()
    page = await vendor_studio.windows.open(f"/jobs/{job.id}")
    await scene(page, 1).get_by_role("button", name=re.compile(r"^Draw first frame · \$")).press("Enter")
    await expect(scene(page, 1).get_by_role("button", name=re.compile("^First frames of"))).to_be_focused()
    dialog = await looked_at(page, 1)
    first, second = (dialog.get_by_role("region", name=f"First frame {number}", exact=True) for number in (1, 2))
    await expect(first.get_by_text("Chosen", exact=True)).to_be_visible()
    await first.get_by_role("button", name="Show First frame 1 at large").click()
    await expect(first.get_by_role("button", name="Show First frame 1 small")).to_be_focused()

    await dialog.get_by_label("What should be different in the picture?").fill("Warmer light.")
    await dialog.get_by_role("button", name=re.compile(r"^Draw another · \$")).click()
    await expect(second.get_by_text("Drawn after: Warmer light.")).to_be_visible()
    await second.get_by_role("button", name="Begin from this one").click()
    await expect(second.get_by_text("Chosen", exact=True)).to_be_visible()
    await assert_accessible(page)
    await dialog.get_by_role("button", name="Close").click()

    await expect(scene(page, 1).get_by_text("The clip begins from first frame 2")).to_be_visible()
    await expect(scene(page, 2).get_by_text("No first frame yet")).to_be_visible()
    assert len(draws.orders) == 2
    assert draws.sold("Warmer light.") == 1


async def test_one_that_shows_an_earlier_text_is_marked_and_can_be_left_out(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review()
    page = await vendor_studio.windows.open(f"/jobs/{job.id}")
    await scene(page, 1).get_by_role("button", name=re.compile(r"^Draw first frame")).click()
    await expect(scene(page, 1).get_by_text("The clip begins from first frame 1")).to_be_visible()

    await scene(page, 1).get_by_label("Description", exact=True).fill("A cat on a wall.")
    await expect(scene(page, 1).get_by_text("Drawn for an earlier text")).to_be_visible()
    dialog = await looked_at(page, 1)
    await expect(dialog.get_by_text("It is used all the same")).to_be_visible()
    await dialog.get_by_role("button", name="Begin without a first frame").click()
    await dialog.get_by_role("button", name="Close").click()

    await expect(scene(page, 1).get_by_text("The clip begins without a first frame")).to_be_visible()


async def test_nothing_of_the_page_moves_on_a_phone_while_one_is_drawn(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review()
    page = await vendor_studio.windows.open(f"/jobs/{job.id}", **PHONE)
    draw = scene(page, 1).get_by_role("button", name=re.compile(r"^Draw first frame · \$"))
    await expect(approve(page)).to_be_enabled()
    await draw.scroll_into_view_if_needed()
    await page.evaluate(_SHIFTS)

    await draw.click()
    await expect(scene(page, 1).get_by_text("The clip begins from first frame 1")).to_be_visible()

    assert await page.evaluate("window.shifted()") < 0.02
    await assert_accessible(page)
    await assert_no_sideways_scroll(page)


async def test_a_model_that_begins_from_no_picture_is_offered_none(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review(provider="animatic")
    page = await vendor_studio.windows.open(f"/jobs/{job.id}")

    await expect(approve(page)).to_be_enabled()
    await expect(page.get_by_role("button", name=re.compile("first frame"))).to_have_count(0)
