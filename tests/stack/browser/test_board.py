"""The storyboard in review: edited by two people at once, put in order, rewritten, approved as it was seen."""

import re

from playwright.async_api import Locator, Page, Request, Route, expect

from domain.job.model import Job
from tests.harness.stack import scenes_path
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio
from tests.stack.browser.windows import Windows

_APPROVE = re.compile("^Approve")


def scene(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Scene {number}", exact=True)


def field(page: Page, number: int, name: str) -> Locator:
    return scene(page, number).get_by_label(name, exact=True)


async def opened(page: Page, job: Job) -> None:
    await page.goto(f"/jobs/{job.id}")
    await expect(page.get_by_role("button", name=_APPROVE)).to_be_enabled()


async def test_an_edit_is_saved_once_and_seen_by_another_reviewer(
    page: Page, second_page: Page, studio: Studio
) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)
    await opened(second_page, job)
    saves: list[Request] = []
    page.on("request", lambda request: saves.append(request) if request.method == "PUT" else None)

    await field(page, 1, "Script").fill("Good morning.")
    await field(page, 2, "Shot").select_option("Wide")

    await expect(field(second_page, 1, "Script")).to_have_value("Good morning.")
    await expect(field(second_page, 2, "Shot")).to_have_value("wide")
    await expect(scene(page, 1).get_by_text("Saved", exact=True)).to_be_visible()
    assert [request.headers["if-match"] for request in saves] == ['"1"', '"1"']


async def test_both_versions_of_a_field_are_shown_until_one_is_chosen(
    page: Page, windows: Windows, studio: Studio
) -> None:
    windows.expect("PUT", 412)  # if the page saves before it hears of the other change
    job = await studio.stack.in_review()
    await opened(page, job)
    description = field(page, 2, "Description")
    await description.fill("A cat")
    other = {"description": "A dog", "script": "Woof."}
    await studio.stack.put(f"{scenes_path(job)}/2", other)

    await expect(scene(page, 2).get_by_text("A dog")).to_be_visible()
    await expect(field(page, 2, "Script")).to_have_value("Woof.")
    await expect(description).to_have_value("A cat")
    await expect(description).to_be_focused()
    await expect(page.get_by_role("button", name=_APPROVE)).to_be_disabled()
    await scene(page, 2).get_by_role("button", name="Keep mine").click()

    await expect(page.get_by_role("button", name=_APPROVE)).to_be_enabled()
    now = await studio.stack.jobs.load(job.id)
    assert (now.active_scenes[1].text.description, now.active_scenes[1].text.script) == ("A cat", "Woof.")


async def test_a_scene_is_moved_by_its_button_and_by_dragging(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    first, second, third = (each.id for each in job.active_scenes)
    await opened(page, job)
    moved = job.active_scenes[1].text.description

    await scene(page, 2).get_by_role("button", name="Move earlier", exact=True).click()
    await expect(field(page, 1, "Description")).to_have_value(moved)
    await expect(scene(page, 1).get_by_role("button", name="Move earlier", exact=True)).to_be_focused()
    await (
        scene(page, 3)
        .locator("scene-still img:visible")
        .drag_to(scene(page, 1).get_by_role("heading"), target_position={"x": 5, "y": 5})
    )
    await expect(field(page, 2, "Description")).to_have_value(moved)

    assert [each.id for each in (await studio.stack.jobs.load(job.id)).active_scenes] == [third, second, first]


async def test_a_deleted_scene_can_be_restored_after_a_reload(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)

    await scene(page, 2).get_by_role("button", name="Delete scene", exact=True).click()
    await expect(scene(page, 2)).to_have_count(0)
    await expect(scene(page, 3).get_by_role("heading")).to_be_focused()
    await page.reload()
    await page.get_by_text("Deleted scenes").click()
    await page.get_by_role("button", name="Restore").click()

    await expect(scene(page, 2)).to_be_visible()


async def test_rewriting_one_scene_leaves_the_others_as_they_were(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)
    description = await field(page, 2, "Description").input_value()

    await scene(page, 2).get_by_role("button", name="Rewrite scene", exact=True).click()
    await page.get_by_role("textbox", name="Feedback", exact=True).fill("Warmer light.")
    await scene(page, 2).get_by_role("button", name="Rewrite scene", exact=True).click()
    await expect(field(page, 2, "Description")).not_to_have_value(description)

    now = await studio.stack.jobs.load(job.id)
    assert [now.active_scenes[place] for place in (0, 2)] == [job.active_scenes[place] for place in (0, 2)]


async def test_there_is_one_field_for_feedback_and_closing_it_returns_to_its_button(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)
    feedback, rewrite = page.get_by_label("Feedback"), scene(page, 2).get_by_role("button", name="Rewrite scene")
    await expect(feedback).to_have_count(1)

    await rewrite.click()
    await expect(feedback).to_have_count(1)
    await expect(feedback).to_be_focused()
    await feedback.fill("Half a thought")
    await page.keyboard.press("Escape")

    await expect(rewrite).to_be_focused()
    await rewrite.click()
    await expect(feedback).to_have_value("Half a thought")


async def test_an_approval_of_what_has_changed_since_is_refused_and_says_what(
    page: Page, windows: Windows, studio: Studio
) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)
    windows.expect("POST", 409)

    async def change_first(route: Route) -> None:
        await studio.stack.put(f"{scenes_path(job)}/1", {"script": "Changed at the last moment."})
        await route.continue_()

    await page.route("**/actions", change_first, times=1)
    await page.get_by_role("button", name=_APPROVE).click()

    await expect(page.get_by_text("now revision 2; you saw revision 1")).to_be_visible()
    await page.get_by_role("button", name="Show what changed").click()
    await expect(page.locator("ins").get_by_text("Changed at the last moment.")).to_be_visible()
    await page.get_by_role("button", name=_APPROVE).click()
    await expect(page.get_by_text("Filming", exact=False).first).to_be_visible()
    await studio.stack.until(job, lambda now: now.is_approved)


async def test_the_storyboard_is_sent_back_only_with_feedback(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await opened(page, job)

    await page.get_by_role("button", name="Send back", exact=True).click()
    feedback = page.get_by_role("textbox", name="Feedback", exact=True)
    await expect(feedback).to_be_focused()
    await feedback.fill("Show the tin first.")
    await page.get_by_role("button", name="Send back", exact=True).click()

    now = await studio.stack.until(job, lambda now: now.revision == 2)
    assert (now.storyboards[0].verdict, now.storyboards[0].feedback) == ("rejected", "Show the tin first.")


async def test_no_request_is_sent_while_nothing_happens(page: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await page.clock.install()
    await opened(page, job)
    await expect(page.locator("scene-still img:visible")).to_have_count(3)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    await page.clock.run_for("00:30")

    assert sent == []


async def test_the_board_is_accessible_on_a_phone_and_in_the_dark(page: Page, phone: Page, studio: Studio) -> None:
    job = await studio.stack.in_review()
    await studio.stack.put(f"{scenes_path(job)}/1", {"script": "Other words."})
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await opened(window, job)
        await scene(window, 1).get_by_text("Camera, light").click()
        await scene(window, 2).get_by_role("button", name="Rewrite scene", exact=True).click()
        await window.get_by_role("button", name="Compare revisions").click()
        await expect(window.locator("ins").first).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)
