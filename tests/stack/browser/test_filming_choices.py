"""How scenes are filmed, chosen in review: what the job's model can do is offered, the rest says why not."""

import re

from playwright.async_api import Locator, Page, expect

from domain.job.model import Job
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.vendor_studio import VendorStudio
from tests.stack.browser.windows import DARK, PHONE

_MORE = "Sound, references, frames and seed"


def scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


async def unfolded(page: Page, job: Job, number: int) -> Locator:
    """The part of a scene of the job that says how it is filmed, on the page."""
    await page.goto(f"/jobs/{job.id}/storyboard")
    part = scene(page, number).locator("filming-choice")
    await part.locator("summary").click()
    return part


async def test_what_is_chosen_is_saved_and_shown_to_the_next_person(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review()
    asset = str(job.assets[0].id)
    page, other = await vendor_studio.windows.open(None), await vendor_studio.windows.open(None)
    part = await unfolded(page, job, 2)
    seen = await unfolded(other, job, 2)

    await part.get_by_label("Sound of this scene").select_option("The model’s own sound, without voice-over")
    await part.get_by_label("Pictures of what it shows").select_option("These pictures")
    await expect(part.get_by_role("checkbox", name="The cup")).to_be_checked()
    await part.get_by_label("Ends on this picture").select_option("The cup")
    await part.get_by_label("Begins where the scene before ends").check()
    await part.get_by_label("Seed").fill("7")

    await expect(part.get_by_text("takes either references or frames")).to_be_visible()
    await expect(seen.get_by_label("Seed")).to_have_value("7")
    await expect(seen.get_by_text(f"{_MORE}: the model’s own sound, 1 reference")).to_be_visible()
    shown = (await vendor_studio.shown(job))["scenes"][1]["filming"]
    assert shown == {
        "audio": "native",
        "references": [asset],
        "lastFrame": asset,
        "chainFromPrevious": True,
        "seed": 7,
    }


async def test_what_a_scene_will_lack_is_said_beside_the_price_before_the_approval(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review(fallback=["runway"])
    page = await vendor_studio.windows.open(None)
    part = await unfolded(page, job, 2)
    said = page.get_by_text(re.compile("^Scene 2 · Without: .* takes either reference pictures or frames"))
    await expect(said).to_be_hidden()

    await part.get_by_label("Pictures of what it shows").select_option("These pictures")
    await part.get_by_label("Begins where the scene before ends").check()

    await expect(said).to_be_visible()
    elsewhere = re.compile(
        "^Scene 2 · If Runway films it instead, without: Runway's gen4.5 takes no reference pictures"
    )
    await expect(page.get_by_text(elsewhere)).to_be_visible()
    await assert_accessible(page)


async def test_a_model_s_limits_are_told_and_its_choices_cannot_be_made(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review(model="kwaivgi/kling-v3-video")
    page = await vendor_studio.windows.open(None)
    part = await unfolded(page, job, 1)

    seed, references = part.get_by_label("Seed"), part.get_by_label("Pictures of what it shows")
    await expect(seed).to_be_disabled()
    await expect(seed).to_have_accessible_description(re.compile(r"kling-v3-video takes no seed\."))
    await expect(references).to_have_accessible_description(re.compile(r"takes no reference pictures\."))
    await expect(references.locator("option", has_text="These pictures")).to_be_disabled()
    await expect(part.get_by_label("Begins where the scene before ends")).to_have_accessible_description(
        re.compile(r"This is the first scene\.")
    )
    await expect(part.get_by_label("Ends on this picture")).to_be_enabled()
    await expect(part.get_by_label("Sound of this scene").locator("option", has_text="own sound")).to_be_enabled()


async def test_what_is_refused_after_all_is_said_at_the_choices(vendor_studio: VendorStudio) -> None:
    vendor_studio.windows.expect("GET", 503)  # so that the page does not know what the model can do
    vendor_studio.windows.expect("PUT", 422)
    job = await vendor_studio.in_review(model="kwaivgi/kling-v3-video")
    page = await vendor_studio.windows.open(None)
    await page.route("**/api/v3/providers", lambda route: route.fulfill(status=503))
    part = await unfolded(page, job, 1)

    await part.get_by_label("Seed").fill("7")
    await expect(scene(page, 1).get_by_text(re.compile("kling-v3-video takes no seed"))).to_be_visible()
    await scene(page, 1).get_by_role("button", name="Put back what was saved").click()

    await expect(part.get_by_label("Seed")).to_have_value("")


async def test_a_seed_that_is_none_is_said_beside_it_and_not_sent(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review()
    page = await vendor_studio.windows.open(None)
    part = await unfolded(page, job, 1)

    await part.get_by_label("Seed").fill("1.5")
    await expect(scene(page, 1).get_by_text("Give a whole number from 0")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Approve"))).to_be_disabled()
    await scene(page, 1).get_by_role("button", name="Put back what was saved").click()

    await expect(part.get_by_label("Seed")).to_have_value("")
    await expect(page.get_by_role("button", name=re.compile("^Approve"))).to_be_enabled()


async def test_the_choices_are_reached_on_a_phone_and_by_a_screen_reader(vendor_studio: VendorStudio) -> None:
    job = await vendor_studio.in_review()
    for look in (PHONE, DARK):
        window = await vendor_studio.windows.open(None, **look)
        part = await unfolded(window, job, 2)
        await part.get_by_label("Pictures of what it shows").select_option("These pictures")
        await expect(part.get_by_role("group", name="Pictures that are shown to the model")).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)
