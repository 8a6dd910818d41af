"""The film room: keys, notes at frames, takes, and a film that is cut again while it is watched."""

import re

from playwright.async_api import Locator, Page, expect

from domain.job.model import Job
from tests.harness.stack import Stack
from tests.stack.browser.accessibility import assert_accessible, assert_no_sideways_scroll
from tests.stack.browser.conftest import Studio


async def test_the_film_is_played_to_its_end_by_keys_which_type_in_fields(page: Page, studio: Studio) -> None:
    film = await _open(page, await studio.stack.completed())
    await page.keyboard.press("l")
    await expect(page.get_by_text("00:00:04:29 / 00:00:05:00")).to_be_visible()
    for key, moment in (
        ("j", "00:00:00:00"),
        ("ArrowRight", "00:00:01:00"),
        (".", "00:00:01:01"),
        (",", "00:00:01:00"),
    ):
        await page.keyboard.press(key)
        await expect(page.get_by_text(f"{moment} / 00:00:05:00")).to_be_visible()
    await page.keyboard.press("m")
    await expect(film).to_have_js_property("muted", True)
    await page.get_by_role("textbox", name="Note", exact=True).press_sequentially("jkl m?")
    await expect(page.get_by_text("00:00:01:00 / 00:00:05:00")).to_be_visible()
    await expect(film).to_have_js_property("muted", True)
    await page.get_by_role("button", name="Play", exact=True).focus()

    await page.keyboard.press("k")
    await expect(film).to_have_js_property("ended", True)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


async def test_a_note_keeps_its_frame_is_seen_by_others_and_answered_by_the_take_that_it_is_the_feedback_of(
    page: Page, second_page: Page, studio: Studio
) -> None:
    job = await studio.stack.completed()
    await _open(page, job)
    await _open(second_page, job)
    draft = second_page.get_by_role("textbox", name="Note", exact=True)
    await draft.fill("Half a thought")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "."):
        await page.keyboard.press(key)
    await page.get_by_label("Your name").fill("Ann")
    await page.get_by_role("textbox", name="Note", exact=True).fill("Hold the tin longer")
    await page.get_by_role("button", name="Add note", exact=True).click()

    theirs = second_page.get_by_role("article").filter(has_text="Hold the tin longer")
    await expect(theirs).to_contain_text("Ann")
    await expect(draft).to_have_value("Half a thought")
    await expect(draft).to_be_focused()
    await theirs.get_by_role("button", name="00:00:03:01").click()
    await expect(second_page.get_by_text("00:00:03:01 / 00:00:05:00")).to_be_visible()

    await theirs.get_by_role("button", name="Use as feedback").click()
    scene = second_page.get_by_role("region", name="Scene 2", exact=True)
    await expect(scene.get_by_role("checkbox", name="Hold the tin longer")).to_be_checked()
    await scene.get_by_role("button", name="Film again", exact=True).click()
    note = page.get_by_role("article").filter(has_text="Hold the tin longer")
    await expect(note).to_contain_text("Answered by take 2")
    assert "Hold the tin longer" in str(await studio.stack.get(f"/api/v3/jobs/{job.id}/notes?status=resolved"))


async def test_takes_are_compared_in_step_and_an_older_one_is_chosen(page: Page, studio: Studio) -> None:
    job = await studio.stack.completed()
    await _open(page, job)
    scene = page.get_by_role("region", name="Scene 1", exact=True)
    await scene.get_by_role("button", name="Film again", exact=True).click()
    await page.get_by_role("textbox", name="Feedback", exact=True).fill("Closer")
    await scene.get_by_role("button", name="Film again", exact=True).click()
    await studio.stack.until(job, lambda now: len(now.active_scenes[0].takes) == 2)
    again = await studio.stack.done(job)

    await scene.get_by_role("button", name="Takes", exact=True).click()
    first, second = (page.get_by_role("region", name=f"Take {number}", exact=True) for number in (1, 2))
    await expect(second.get_by_text("In the film", exact=True)).to_be_visible()
    await page.keyboard.press("1")
    assert [await each.locator("video").evaluate("video => video.muted") for each in (first, second)] == [False, True]
    await page.keyboard.press("ArrowRight")
    times = [await each.locator("video").evaluate("video => video.currentTime") for each in (first, second)]
    assert times == [1, 1]
    await assert_accessible(page)

    await first.get_by_role("button", name="Use this take", exact=True).click()
    await expect(first.get_by_text("In the film", exact=True)).to_be_visible()
    now = await studio.stack.until(job, lambda now: now.film and again.film and now.film.id != again.film.id)
    assert now.active_scenes[0].clip
    assert now.active_scenes[0].clip.number == 1


async def test_a_film_that_is_cut_again_is_shown_at_once_only_to_those_who_do_not_watch(
    page: Page, second_page: Page, studio: Studio
) -> None:
    job = await studio.stack.completed()
    film, _ = await _open(page, job), await _open(second_page, job)
    await film.evaluate("video => { video.loop = true; return video.play() }")
    await _reorder(studio.stack, job)

    await expect(page.get_by_text("A new cut of the film is ready.", exact=False)).to_be_visible()
    now = await studio.stack.done(job)
    assert now.film
    assert job.film
    assert str(job.film.id) in str(await film.get_attribute("src"))
    await expect(second_page.get_by_label("Film", exact=True)).to_have_attribute("src", re.compile(str(now.film.id)))
    await page.get_by_role("button", name="Show the new cut").click()
    await expect(film).to_have_attribute("src", re.compile(str(now.film.id)))
    for window in (page, second_page):  # whose captions are those of the new cut
        await expect(window.locator("film-player track")).to_have_attribute("src", re.compile(str(now.film.id)))


async def test_the_film_is_accessible_on_a_phone_and_in_the_dark(page: Page, phone: Page, studio: Studio) -> None:
    job = await studio.stack.completed()
    await studio.stack.post(f"/api/v3/jobs/{job.id}/notes", {"text": "Warmer", "firstFrame": 30}, status=201)
    await phone.emulate_media(color_scheme="dark")
    for window in (page, phone):
        await _open(window, job)
        await expect(window.get_by_role("article").filter(has_text="Warmer")).to_be_visible()
        await assert_accessible(window)
        await assert_no_sideways_scroll(window)


async def _open(page: Page, job: Job) -> Locator:
    """Go to the job's film, and return its video when it can be played."""
    await page.goto(f"/jobs/{job.id}/film")
    film = page.get_by_label("Film", exact=True)
    await expect(film).to_have_js_property("readyState", 4)
    return film


async def _reorder(stack: Stack, job: Job) -> None:
    ids = [str(scene.id) for scene in reversed(job.active_scenes)]
    await stack.put(f"/api/v3/jobs/{job.id}/scenes/order", {"scene_ids": ids})
