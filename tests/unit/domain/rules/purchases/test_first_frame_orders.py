"""First frames are bought once, within the budget, and what was paid for is never lost."""

import pytest

from domain.base import evolve
from domain.errors import BudgetExceeded, Invalid
from domain.job.filming.first_frame_choice import is_wanted
from domain.job.model import JobStatus
from domain.job.scene import STOPPED
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.purchases import first_frames
from domain.rules.purchases.month_spend import spend_changes
from tests.unit.domain.first_frames import PRICE, asked, claim, drawn, frame_in, not_drawn, ordered, picture
from tests.unit.domain.jobs import (
    BUSY,
    ERROR,
    LATER,
    NOW,
    film,
    film_of,
    generating,
    in_review,
    send,
    write,
)
from tests.unit.domain.rules.purchases.drawing import drawing
from tests.unit.domain.rules.purchases.test_first_frames import NOTHING


def test_one_caller_gets_the_claim_and_its_words_and_price_are_noted() -> None:
    claimed = claim(asked())
    frame = frame_in(claimed)

    assert (frame.status, frame.asked_at, frame.price, frame.prompt) == (FileStatus.ORDERING, NOW, PRICE, "words")
    assert first_frames.claim(claimed, frame.id, None, LATER, "image-1", PRICE) is claimed


def test_a_first_frame_counts_towards_the_jobs_cost_and_its_clients_month_once() -> None:
    job = asked()
    claimed, done = claim(job), drawn(job)

    assert (claimed.cost, claimed.in_doubt, claimed.owed) == (NOTHING, PRICE, PRICE)
    assert (done.cost, done.in_doubt, done.owed) == (PRICE, NOTHING, PRICE)
    assert list(spend_changes(job, claimed).values()) == [PRICE]
    assert spend_changes(claimed, done) == {}


def test_nothing_is_drawn_beyond_max_cost_or_at_an_unknown_price_within_one() -> None:
    job = asked(write(generating(maxCost="0.07"), "one", "two"))
    first = claim(job, 1)

    with pytest.raises(BudgetExceeded, match=r"first frame costs 0.04 USD and of the job's maxCost of 0.07 USD 0.03"):
        claim(first, 2)
    with pytest.raises(BudgetExceeded, match="nobody knows what images's image-1 costs"):
        claim(job, 1, None)
    assert claim(asked(), 1, None).owed == 0


def test_an_order_that_was_not_taken_costs_nothing_and_one_that_arrives_late_costs_its_price() -> None:
    claimed = claim(asked())
    frame = frame_in(claimed).id

    released = first_frames.release_claim(claimed, frame, NOW)
    assert (frame_in(released).status, released.owed) == (FileStatus.WANTED, NOTHING)

    late = first_frames.record_order(released, frame, "order-1", PRICE)
    assert frame_in(late).status is FileStatus.ORDERED
    assert late.cost == late.owed == PRICE


def test_one_that_is_tried_again_later_shows_why_until_its_vendor_draws_it() -> None:
    job = ordered(asked())
    frame = frame_in(job).id
    once = first_frames.postpone(job, frame, BUSY, NOW, LATER)
    assert (frame_in(once).attempt, frame_in(once).failing_since, frame_in(once).error) == (1, NOW, BUSY)

    going_on = first_frames.forget_failures(once, frame)
    assert (frame_in(going_on).attempt, frame_in(going_on).error) == (0, None)
    assert frame_in(going_on).status is FileStatus.ORDERED


def test_one_that_fails_for_good_fails_no_scene() -> None:
    job = not_drawn(asked())

    assert (job.error, job.active_scenes[0].error, frame_in(job).error) == (None, None, ERROR)
    assert send(job, "approve_storyboard").status is JobStatus.PROCESSING


def test_what_is_not_ordered_is_stopped_with_its_job_or_scene_and_what_is_ordered_is_settled() -> None:
    job = ordered(asked(), 1)

    for ended in (send(job, "cancel"), send(job, "delete"), write(send(job, "regenerate_all_scenes"), "other")):
        ordered_one, *others = ended.first_frames
        assert [(each.status, each.error) for each in others] == [(FileStatus.FAILED, STOPPED)] * 2
        assert drawing(ended) == [str(ordered_one.id)]
        assert not is_wanted(ended, ordered_one.id)
        settled = first_frames.mark_drawn(ended, ordered_one.id, picture(ended, ordered_one))
        assert (settled.cost, drawing(settled)) == (PRICE, [])
        released = first_frames.release_claim(
            evolve(ended, first_frames=(evolve(ordered_one, order_id=None, status=FileStatus.ORDERING),)),
            ordered_one.id,
            NOW,
        )
        assert released.first_frames[0].error == STOPPED


def test_one_that_is_not_ordered_when_the_film_is_done_is_not_drawn_when_a_scene_is_filmed_again() -> None:
    job = send(asked(drawn(asked(in_review("one"))), "again", sceneNumbers=[1]), "approve_storyboard")
    job = film(job, 1)

    job = results.apply_film(job, film_of(job))

    assert (frame_in(job).status, frame_in(job).error) == (FileStatus.FAILED, STOPPED)
    assert drawing(send(job, "regenerate_scene", sceneNumber=1)) == []


def test_a_scene_whose_first_frames_fail_again_and_again_is_not_drawn_for_ever() -> None:
    job = in_review("one")
    for attempt in range(50):
        job = not_drawn(asked(job, f"attempt {attempt}"))

    with pytest.raises(Invalid, match="scene 1 has had 50 first frames, the most there are"):
        asked(job, "once more")


def test_scenes_that_are_written_anew_keep_what_their_first_frames_cost() -> None:
    job = drawn(asked())

    other = write(send(job, "regenerate_all_scenes"), "another")

    assert (other.cost, len(other.first_frames)) == (PRICE, 3)
    assert spend_changes(job, other) == {}
    assert [scene.first_frame_id for scene in other.active_scenes] == [None]
