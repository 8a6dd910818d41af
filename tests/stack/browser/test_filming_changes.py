"""How scenes are filmed, changed of a job that exists: one that was filmed or failed, and all that are filmed next."""

import re

from playwright.async_api import Locator, Page, expect

from domain.brief import ReferenceChoice
from domain.job.model import Job, JobStatus
from domain.job.scene import SceneStatus
from tests.simulators.replicate import ReplicateVendor
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.vendor_studio import VendorStudio
from tests.stack.browser.windows import DARK, PHONE

_SEEDLESS = "kwaivgi/kling-v3-video"
_DRAFTED = "bytedance/seedance-2.0"


async def filmed(studio: VendorStudio, **production: object) -> Job:
    """A job of two scenes, both filmed."""
    job = await studio.in_review(**production)
    await studio.approve(job)
    return await studio.until(job, lambda now: now.status is JobStatus.COMPLETED)


def scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


async def unfolded(card: Locator) -> Locator:
    """The form in which the scene of the card is filmed again, with its choices unfolded."""
    await card.get_by_role("button", name="Film again", exact=True).click()
    await card.locator("filming-choice summary").click()
    return card.locator("film-again")


async def test_other_references_are_saved_and_the_scene_is_filmed_again_only_when_asked(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    job = await filmed(vendor_studio)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/filming")
    form = await unfolded(scene(page, 2))
    await form.get_by_label("Pictures of what it shows").select_option("These pictures")
    await expect(form.get_by_text("make another clip, which may cost another amount")).to_be_visible()

    await form.get_by_role("button", name="Save, do not film yet").click()
    await expect(form.get_by_text("Saved. The film keeps the present clip")).to_be_visible()
    await expect(scene(page, 2).get_by_text("It is filmed again only when you ask.")).to_be_visible()
    assert len(films.orders) == 2

    await form.get_by_role("button", name="Film again", exact=True).click()
    await vendor_studio.until(job, lambda now: len(now.active_scenes[1].takes) == 2)
    references = (await vendor_studio.shown(job))["scenes"][1]["filming"]["references"]
    assert references == [str(job.assets[0].id)]


async def test_a_failed_scene_is_filmed_as_it_is_chosen_by_one_press(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    films.faults["refuse"].append(films.fails(422, "a face that is protected"))
    job = await vendor_studio.in_review()
    await vendor_studio.approve(job)
    await vendor_studio.until(
        job, lambda now: {each.status for each in now.active_scenes} == {SceneStatus.COMPLETED, SceneStatus.FAILED}
    )
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/filming")
    failed = page.get_by_role("region", name=re.compile(r"^Scene \d$")).filter(has_text="a face that is protected")
    form = await unfolded(failed)

    await form.get_by_label("Seed").fill("7")
    await form.get_by_role("button", name="Film again", exact=True).click()
    await vendor_studio.until(job, lambda now: now.status is JobStatus.COMPLETED)
    assert [order.body["seed"] for order in films.orders.values()][-1] == 7


async def test_a_scene_that_is_made_silent_keeps_its_clip(vendor_studio: VendorStudio, films: ReplicateVendor) -> None:
    job = await filmed(vendor_studio)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/film")
    form = await unfolded(scene(page, 1))

    await form.get_by_label("Sound of this scene").select_option("Silent, without voice-over")
    await form.get_by_role("button", name="Save, do not film yet").click()
    await expect(form.get_by_text("Saved. The clip stays as it is.")).to_be_visible()
    await expect(form.locator("summary")).to_be_focused()
    assert (await vendor_studio.shown(job))["scenes"][0]["filming"]["audio"] == "off"
    assert len(films.orders) == 2


async def test_what_the_model_cannot_do_is_said_at_the_choices_and_nothing_is_filmed(
    vendor_studio: VendorStudio, films: ReplicateVendor
) -> None:
    vendor_studio.windows.expect("GET", 503)  # so that the page does not know what the model can do
    vendor_studio.windows.expect("PUT", 422)
    job = await filmed(vendor_studio, model=_SEEDLESS)
    page = await vendor_studio.windows.open(None)
    await page.route("**/api/v3/providers", lambda route: route.fulfill(status=503))
    await page.goto(f"/jobs/{job.id}/filming")
    form = await unfolded(scene(page, 1))

    await form.get_by_label("Seed").fill("7")
    await form.get_by_role("button", name="Film again", exact=True).click()
    await expect(form.get_by_text(re.compile("kling-v3-video takes no seed"))).to_be_visible()
    await expect(form.get_by_text("Not saved. Why is said above, at the choices.")).to_be_visible()
    assert len(films.orders) == 2

    await form.get_by_role("button", name="Put back what was saved").click()
    await expect(form.get_by_label("Seed")).to_have_value("")
    await expect(form.get_by_text("Not saved.")).to_be_hidden()


async def test_enter_in_a_choice_orders_nothing(vendor_studio: VendorStudio, films: ReplicateVendor) -> None:
    job = await filmed(vendor_studio)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/filming")
    form = await unfolded(scene(page, 1))

    await form.get_by_label("Seed").fill("7")
    await form.get_by_label("Seed").press("Enter")
    await form.get_by_role("button", name="Save, do not film yet").click()
    await expect(form.get_by_text(re.compile("^Saved"))).to_be_visible()
    assert len(films.orders) == 2


async def test_the_choices_of_a_filmed_scene_are_reached_on_a_phone_and_by_a_screen_reader(
    vendor_studio: VendorStudio,
) -> None:
    job = await filmed(vendor_studio)
    for look in (PHONE, DARK):
        window = await vendor_studio.windows.open(f"/jobs/{job.id}/filming", **look)
        form = await unfolded(scene(window, 2))
        await form.get_by_label("Pictures of what it shows").select_option("These pictures")
        await expect(form.get_by_role("group", name="Pictures that are shown to the model")).to_be_visible()
        await window.get_by_text("How scenes are filmed").click()
        await expect(window.get_by_role("checkbox", name="Runway")).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)


async def test_references_draft_and_other_vendors_are_changed_in_review_and_the_price_follows(
    vendor_studio: VendorStudio,
) -> None:
    job = await vendor_studio.in_review(model=_DRAFTED)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/storyboard")
    await page.get_by_text("How scenes are filmed").click()
    await page.get_by_role("combobox", name="References", exact=True).select_option(
        "The product pictures and the main picture"
    )
    await page.get_by_role("checkbox", name="First as a draft").check()
    await page.get_by_role("checkbox", name="Runway").check()
    await page.get_by_role("button", name="Change filming").click()

    await expect(page.get_by_role("button", name=re.compile("^Approve the draft"))).to_be_visible()
    production = (await vendor_studio.until(job, lambda now: now.brief.production.draft)).brief.production
    assert (production.references, production.fallback) == (ReferenceChoice.PRODUCT, ("runway",))

    await page.get_by_role("checkbox", name="First as a draft").uncheck()
    await page.get_by_role("checkbox", name="1. Runway").uncheck()
    await page.get_by_role("button", name="Change filming").click()
    now = await vendor_studio.until(job, lambda now: not now.brief.production.draft)
    assert now.brief.production.fallback == ()


async def test_a_draft_is_no_choice_any_more_once_the_storyboard_is_approved(vendor_studio: VendorStudio) -> None:
    job = await filmed(vendor_studio)
    page = await vendor_studio.windows.open(f"/jobs/{job.id}/filming")
    await page.get_by_text("How scenes are filmed").click()

    await expect(page.get_by_role("combobox", name="References", exact=True)).to_be_visible()
    await expect(page.get_by_role("checkbox", name="First as a draft")).to_be_hidden()


async def test_a_draft_that_the_model_does_not_make_is_refused_at_its_field(vendor_studio: VendorStudio) -> None:
    vendor_studio.windows.expect("GET", 503)
    vendor_studio.windows.expect("PATCH", 422)
    job = await vendor_studio.in_review(model=_SEEDLESS)
    page = await vendor_studio.windows.open(None)
    await page.route("**/api/v3/providers", lambda route: route.fulfill(status=503))
    await page.goto(f"/jobs/{job.id}/storyboard")
    await page.get_by_text("How scenes are filmed").click()

    draft = page.get_by_role("checkbox", name="First as a draft")
    await draft.check()
    await page.get_by_role("button", name="Change filming").click()
    await expect(draft).to_have_accessible_description(re.compile("has no cheap variant"))
    await expect(draft).to_be_focused()
