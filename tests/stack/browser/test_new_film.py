"""The brief of a new film: typed, with dropped files, refused beside the field, kept, and sent once."""

import json
import re

from playwright.async_api import Page, Route, expect

from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.briefs import DROP_A_PICTURE, PICTURE, fill_brief
from tests.stack.browser.conftest import Studio
from tests.stack.browser.vendor_studio import VendorStudio
from tests.stack.browser.windows import Windows

_A_JOB = re.compile(r"/jobs/[0-9a-f-]{36}")


async def test_a_brief_with_a_dropped_picture_becomes_a_storyboard(page: Page, studio: Studio) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="New film", exact=True).click()
    await fill_brief(page, "Teapot", "new-film")
    await page.get_by_label("Assets", exact=True).evaluate(DROP_A_PICTURE)
    await page.get_by_label("Used as").select_option("Product")
    await page.get_by_role("button", name="Write storyboard", exact=True).click()

    await expect(page.get_by_role("heading", name="Teapot", level=1)).to_be_visible()
    await expect(page).to_have_url(_A_JOB)
    job = (await studio.stack.get(page.url.replace(studio.address + "/", "/api/v3/")))["data"]
    assert (job["adBasics"]["aspectRatio"], job["adBasics"]["duration"]) == ("16:9", 6)
    assert [(asset["name"], asset["role"]) for asset in job["assets"]] == [("teapot.png", "product")]


async def test_what_the_api_refuses_is_said_beside_its_field_and_what_was_typed_outlives_a_reload(
    page: Page, windows: Windows
) -> None:
    windows.expect("POST", 422)
    await page.goto("/new")
    await fill_brief(page, "Teapot", "refused")
    length = page.get_by_label("Length in seconds", exact=True)
    await length.fill("3")
    await page.get_by_label("Assets", exact=True).set_input_files(PICTURE)
    await page.get_by_role("button", name="Write storyboard", exact=True).click()
    await expect(length).to_have_accessible_description(re.compile("greater than or equal to 5"))
    await expect(length).to_have_attribute("aria-invalid", "true")
    await expect(length).to_be_focused()

    await page.reload()
    await expect(page.get_by_label("Product name", exact=True)).to_have_value("Teapot")
    await expect(page.get_by_label("Format", exact=True)).to_have_value("16:9")
    await expect(page.get_by_role("listitem").get_by_label("Name")).to_have_value(PICTURE.name)
    await length.fill("6")
    await page.get_by_role("button", name="Write storyboard", exact=True).click()
    await expect(page).to_have_url(_A_JOB)
    await page.goto("/new")
    await expect(page.get_by_label("Client", exact=True)).to_have_value("refused")
    await expect(page.get_by_label("Product name", exact=True)).to_be_empty()


async def test_a_brief_whose_answer_was_lost_is_sent_again_as_the_same_film(
    page: Page, windows: Windows, studio: Studio
) -> None:
    windows.may_disconnect = True

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort("connectionreset")

    await page.route("**/api/v3/jobs", lose_the_answer, times=1)
    await page.goto("/new")
    await page.get_by_text("Paste a brief as JSON").click()
    brief = {
        "context": {"clientId": "lost-answer"},
        "adBasics": {"productName": "Teapot", "duration": 6, "glaze": "blue"},
    }
    await page.get_by_label("Brief as JSON").fill(json.dumps(brief))
    await page.get_by_role("button", name="Fill in the form").click()
    await expect(page.get_by_text("adBasics.glaze")).to_be_visible()
    await page.get_by_role("button", name="Write storyboard", exact=True).click()
    await expect(page.get_by_role("alert").filter(has_text="The server does not answer")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Write storyboard", exact=True).click()

    await expect(page).to_have_url(_A_JOB)
    jobs = (await studio.stack.get("/api/v3/jobs?clientId=lost-answer"))["data"]
    assert [job["adBasics"]["glaze"] for job in jobs] == ["blue"]


async def test_the_brief_is_accessible_on_a_phone_and_in_the_dark(page: Page, phone: Page) -> None:
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await window.goto("/new")
        await window.get_by_label("Assets", exact=True).set_input_files(PICTURE)
        for title in await window.locator("summary").all():
            await title.click()
        await expect(window.get_by_role("listitem").get_by_label("Name")).to_have_value(PICTURE.name)
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)


async def test_drafts_references_and_other_vendors_are_chosen_and_a_model_without_a_draft_says_so(
    vendor_studio: VendorStudio,
) -> None:
    page = await vendor_studio.windows.open("/new")
    await fill_brief(page, "Teapot", "drafted", seconds=10)
    await page.get_by_text("How it is filmed").click()
    draft = page.get_by_label("First as a draft", exact=True)
    await expect(draft).to_be_disabled()
    await expect(draft).to_have_accessible_description(re.compile("seedance-2.0-fast has no cheap variant"))
    await page.get_by_label("Model", exact=True).fill("bytedance/seedance-2.0")
    await draft.check()
    await page.get_by_label("References", exact=True).select_option("The product pictures and the main picture")
    others = page.get_by_role("group", name="If a vendor will not film a scene")
    await expect(others.get_by_role("checkbox", name="Replicate")).to_have_count(0)
    await others.get_by_role("checkbox", name="Runway").check()
    await others.get_by_role("checkbox", name="Drawn by Greenlight").check()
    await expect(others.get_by_text("2. Drawn by Greenlight")).to_be_visible()
    await assert_accessible(page)
    await page.get_by_role("button", name="Write storyboard", exact=True).click()

    await expect(page).to_have_url(_A_JOB)
    job = (await vendor_studio.http.get(f"/api/v3{page.url[page.url.index('/jobs/') :]}")).json()["data"]
    chosen = {"draft": True, "references": "product", "fallback": ["runway", "animatic"]}
    assert chosen.items() <= job["production"].items()
