"""The filming room: what happens to each scene in plain words, and what a person decides."""

import re

from playwright.async_api import Page, expect

from tests.harness.stack import busy_for, is_ordered
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio


async def test_a_failed_scene_says_why_and_what_to_do_and_retry_makes_the_film(page: Page, studio: Studio) -> None:
    job = await studio.stack.awaiting_retry()
    await page.goto(f"/jobs/{job.id}")
    failed = page.get_by_role("region", name=re.compile(r"^Scene \d$")).filter(has_text="not this picture")
    await expect(failed.get_by_text("Failed", exact=True)).to_be_visible()
    await expect(failed.get_by_text("Retry it as it is", exact=False)).to_be_visible()

    await page.get_by_role("button", name="Retry", exact=True).click()
    await expect(page.get_by_label("Film", exact=True)).to_be_visible()
    assert studio.stack.orders(await studio.stack.done(job)) == 3


async def test_leaving_out_failed_scenes_names_them_and_asks_first(page: Page, studio: Studio) -> None:
    job = await studio.stack.awaiting_retry()
    number = next(scene.number for scene in job.active_scenes if scene.clip is None)
    await page.goto(f"/jobs/{job.id}/filming")
    await page.get_by_role("button", name="Leave out failed scenes", exact=True).click()
    await expect(page.get_by_role("dialog", name=f"Finish the film without Scene {number}?")).to_be_visible()

    await page.get_by_role("button", name="Finish without", exact=True).click()
    await expect(page.get_by_role("link", name="Watch the film", exact=True)).to_be_visible()
    await expect(page.get_by_role("region", name=f"Scene {number}", exact=True)).to_be_hidden()


async def test_what_waits_says_when_it_is_tried_again_and_the_others_go_on(
    page: Page, phone: Page, studio: Studio
) -> None:
    studio.stack.vendor.faults["refuse"] = [busy_for(600)]
    studio.stack.vendor.slow.clear()
    job = await studio.stack.in_review()
    await studio.stack.act(job, "approve_storyboard")
    await studio.stack.until(job, lambda now: sum(is_ordered(scene) for scene in now.active_scenes) == 2)
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await window.goto(f"/jobs/{job.id}")
        await expect(window.get_by_text(re.compile(r"Attempt 2; next try in (9|10) min"))).to_be_visible()
        await expect(window.get_by_text("Being filmed: 50 %")).to_have_count(2)
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)

    await page.get_by_role("button", name="Cancel", exact=True).click()
    await expect(page.get_by_role("dialog", name="Cancel this film?")).to_contain_text("the 2 scenes that are being")
    await page.get_by_role("button", name="Cancel the film", exact=True).click()
    await expect(phone.get_by_text("Cancelled", exact=True).first).to_be_visible()
