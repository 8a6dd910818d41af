"""Which takes wait for nothing but their vendor."""

from domain.base import evolve
from domain.job.filming.vendor_queue import queued_takes
from domain.job.model import Job
from domain.job.takes.take import Still
from domain.rules.purchases import purchasing
from tests.unit.domain.first_frames import asked, drawn
from tests.unit.domain.jobs import BUSY, LATER, NOW, chained, claim, film, filming, in_review, send, take_of


def numbers(job: Job) -> list[int]:
    queued = queued_takes(job)
    return [scene.number for scene in job.active_scenes if scene.take_id in queued]


def test_wanted_takes_wait_for_their_vendor_until_they_are_ordered() -> None:
    job = filming("one", "two")

    assert queued_takes(job) == {take_of(job, number).id: "test" for number in (1, 2)}
    assert numbers(claim(job, 1)) == [2]
    assert numbers(in_review("one")) == []


def test_one_that_is_to_begin_where_the_scene_before_ends_waits_for_its_vendor_once_that_is_filmed() -> None:
    job = send(chained(in_review("one", "two", "three"), 2), "approve_storyboard")

    assert numbers(job) == [1, 3]
    assert numbers(film(job, 1)) == [2, 3]


def test_one_whose_first_frame_is_drawn_does_not_wait_for_its_vendor_unless_one_is_chosen() -> None:
    first = asked(in_review("one"))
    another = asked(drawn(first), "another", sceneNumbers=[1])

    assert numbers(send(first, "approve_storyboard")) == []
    assert numbers(send(another, "approve_storyboard")) == [1]


def test_one_whose_still_is_to_be_drawn_waits_for_who_draws_it_until_it_is_ordered() -> None:
    job = filming("one")
    still = Still(provider="images", model="image-1")

    wanted = purchasing.request_still(job, take_of(job).id, still)
    ordered = job.with_take(evolve(take_of(job), still=evolve(still, asked_at=NOW)))

    assert queued_takes(wanted) == {take_of(job).id: "images"}
    assert numbers(ordered) == []


def test_one_in_back_off_waits_for_its_next_try() -> None:
    job = filming("one")

    assert numbers(purchasing.postpone(job, take_of(job).id, BUSY, NOW, LATER)) == []
