"""Drafts with both prices before approval, made final one by one; other vendors in place of one; chained scenes."""

import re

from playwright.async_api import Locator, Page, expect

from domain.job.model import JobStatus
from tests.harness.stack import scenes_path
from tests.simulators.replicate import ReplicateVendor
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.vendor_studio import VendorStudio
from tests.stack.browser.windows import PHONE

_MODEL = "bytedance/seedance-2.0"
_DRAFT = "bytedance/seedance-2.0-fast"


def scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


def models(films: ReplicateVendor) -> list[str]:
    return [order.body["model"] for order in films.orders.values()]


async def test_a_draft_is_approved_at_its_price_and_made_final_scene_by_scene(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    job = await vendor_studio.in_review(model=_MODEL, draft=True)
    estimate = await vendor_studio.estimate(job)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}")
    draft, final = (f"${estimate[name]:.2f}" for name in ("draft", "final"))
    await expect(page.get_by_text(f"The draft costs {draft}")).to_be_visible()
    await expect(page.get_by_text(f"Making all of it final would then cost {final} more.")).to_be_visible()
    await page.get_by_role("button", name=f"Approve the draft · {draft}").click()
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    assert models(films) == [_DRAFT] * 2

    await page.goto(f"/jobs/{job.id}/film")
    for number in (1, 2):
        await expect(scene(page, number).get_by_text("Draft", exact=True)).to_be_visible()
    one = page.get_by_role("button", name=re.compile(r"^Make Scene 2 final · \$"))
    await one.press("Enter")
    await expect(scene(page, 2).get_by_role("heading", level=3)).to_be_focused()
    await expect(scene(page, 2).get_by_text("Final", exact=True)).to_be_visible()
    await expect(scene(page, 1).get_by_text("Draft", exact=True)).to_be_visible()
    assert models(films) == [_DRAFT, _DRAFT, _MODEL]

    await page.get_by_role("button", name=re.compile(r"^Make it final · \$")).click()
    await expect(scene(page, 1).get_by_text("Final", exact=True)).to_be_visible()
    await expect(page.get_by_text("This film is a draft")).to_be_hidden()
    assert models(films) == [_DRAFT, _DRAFT, _MODEL, _MODEL]


async def test_a_draft_is_shown_on_a_phone(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review(model=_MODEL, draft=True)
    await vendor_studio.approve(job)
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    for window in (
        await vendor_studio.windows.open(f"/jobs/{job.id}/filming", **PHONE),
        await vendor_studio.windows.open(f"/jobs/{job.id}/film", color_scheme="dark"),
    ):
        await expect(window.get_by_role("button", name=re.compile(r"^Make all 2 final · \$"))).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)


async def test_a_take_of_another_vendor_is_shown_as_that_with_the_reason(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    films.faults["refuse"].append(films.fails(422, "a face that is protected"))
    job = await vendor_studio.in_review(model=_MODEL, fallback=["runway"])
    await vendor_studio.approve(job)
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/film")

    other = page.get_by_role("region", name=re.compile(r"^Scene \d$")).filter(has_text="in place of")
    await expect(other.get_by_text("Filmed by Runway in place of Replicate")).to_be_visible()
    await expect(other.get_by_text("a face that is protected")).to_be_visible()
    await other.get_by_role("button", name="Takes", exact=True).click()
    take = page.get_by_role("region", name="Take 2", exact=True)
    await expect(take.get_by_text("Filmed by Runway in place of Replicate")).to_be_visible()


async def test_a_chained_scene_waits_and_says_when_the_one_before_has_changed(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    job = await vendor_studio.in_review()
    await vendor_studio.put(f"{scenes_path(job)}/2", {"filming": {"chainFromPrevious": True}})
    films.slow.clear()
    await vendor_studio.approve(job)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/filming")
    await expect(scene(page, 2).get_by_text("Waiting for the scene before, where it begins")).to_be_visible()
    films.slow.set()
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    assert len(films.orders) == 2

    await page.goto(f"/jobs/{job.id}/filming")
    await scene(page, 1).get_by_role("button", name="Film again", exact=True).click()
    await scene(page, 1).get_by_role("button", name="Film again", exact=True).click()
    await expect(scene(page, 2).get_by_text("It is filmed again only when you ask.")).to_be_visible()
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    assert len(films.orders) == 3
