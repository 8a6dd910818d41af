"""Lines of speech: claimed once, paid within the budget, failed without failing the film, retried by a person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.base import evolve
from domain.clients.access import Scope
from domain.errors import BudgetExceeded, Conflict, ErrorInfo, Invalid
from domain.job.job_asset import AssetStatus
from domain.job.model import JobStatus
from domain.job.sound.narration import narration
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.needed_scopes import scopes_of_change
from domain.rules.purchases import speeches
from domain.rules.purchases.month_spend import spend_changes
from tests.unit.domain.jobs import BUSY, ERROR, LATER, NOW, film, film_of, generating, order, send
from tests.unit.domain.speeches import (
    PRICE,
    VENDOR,
    claim,
    finished,
    line_id,
    ordered,
    ready,
    recording,
    said,
    speech_in,
    spoken,
    unsaid,
)

NOTHING = Decimal(0)
OVER_BUDGET = ErrorInfo(code=BudgetExceeded.code, message="too dear")


def test_a_line_has_a_row_once_it_is_claimed_and_one_caller_gets_the_claim() -> None:
    job = spoken("one")
    assert job.speeches == ()

    claimed = claim(job)

    assert speech_in(claimed).status is FileStatus.ORDERING
    assert (speech_in(claimed).asked_at, speech_in(claimed).price) == (NOW, PRICE)
    assert speeches.claim(claimed, line_id(job), None, LATER, "model-1", PRICE) is claimed


def test_nothing_is_claimed_for_words_that_nobody_says() -> None:
    job = spoken("one")
    changed = send(job, "scene_updated", scene=1, script="other")

    assert speeches.claim(changed, line_id(job), None, NOW, "model-1", PRICE) is changed


def test_an_order_that_was_not_taken_costs_nothing_and_one_that_arrives_late_costs_its_price() -> None:
    claimed = claim(spoken("one"))
    speech = speech_in(claimed).id

    released = speeches.release_claim(claimed, speech, NOW)
    assert speech_in(released).status is FileStatus.WANTED
    assert released.owed == 0

    late = speeches.record_order(released, speech, "order-1", PRICE)
    assert speech_in(late).status is FileStatus.ORDERED
    assert late.cost == late.owed == PRICE


def test_a_line_counts_towards_the_jobs_cost_and_its_clients_month_once() -> None:
    job = spoken("one")
    claimed, done = claim(job), said(job)

    assert (claimed.cost, claimed.in_doubt, claimed.owed) == (NOTHING, PRICE, PRICE)
    assert (done.cost, done.in_doubt, done.owed) == (PRICE, NOTHING, PRICE)
    assert list(spend_changes(job, claimed).values()) == [PRICE]
    assert spend_changes(claimed, done) == {}


def test_nothing_is_bought_beyond_max_cost_or_at_an_unknown_price_within_one() -> None:
    job = order(order(spoken("one", "two", maxCost="1"), 1), 2)
    first = claim(job, 1)

    with pytest.raises(BudgetExceeded, match=r"costs 0.30 USD and of the job's maxCost of 1.00 USD 0.20 are left"):
        claim(first, 2)
    with pytest.raises(BudgetExceeded, match="nobody knows what elevenlabs's voice model-1 costs"):
        claim(job, 1, None)
    assert claim(spoken("one"), 1, None).owed == 0


def test_a_line_that_fails_for_good_fails_no_scene_and_the_film_is_cut_without_it() -> None:
    job = unsaid(film(spoken("one"), 1))

    assert (job.status, job.error, job.active_scenes[0].error) == (JobStatus.PROCESSING, None, None)
    assert speech_in(job).error == ERROR
    assert results.apply_film(job, film_of(job)).status is JobStatus.COMPLETED


def test_a_line_that_is_tried_again_later_shows_why() -> None:
    job = spoken("one")
    once = speeches.postpone(job, line_id(job), BUSY, NOW, LATER)
    twice = speeches.postpone(once, line_id(job), BUSY, LATER, LATER + timedelta(seconds=2), was_tried=False)

    assert (speech_in(twice).attempt, speech_in(twice).failing_since) == (1, NOW)
    assert speech_in(twice).error == BUSY
    assert speech_in(said(twice)).error is None


def test_the_doubt_of_an_order_stays_with_its_row_when_a_person_has_the_line_bought_again() -> None:
    job = unsaid(claim(spoken("one")))
    again = send(job, "retry_speech", sceneNumber=1)

    assert [(each.number, each.status) for each in again.speeches] == [
        (1, FileStatus.FAILED),
        (2, FileStatus.WANTED),
    ]
    assert again.speeches[0].seed != again.speeches[1].seed
    assert again.in_doubt == PRICE
    done = said(again)
    assert (done.cost, done.in_doubt, done.owed) == (PRICE, PRICE, 2 * PRICE)


def test_all_failed_lines_are_retried_or_one_that_is_named_whatever_became_of_it() -> None:
    job = said(unsaid(spoken("one", "two"), 1), 2)

    assert [each.number for each in send(job, "retry_speech").speeches] == [1, 1, 2]
    named = send(job, "retry_speech", sceneNumber=2)
    assert (speech_in(named, 2).number, speech_in(named, 1).number) == (2, 1)


def test_a_film_is_cut_again_with_the_line_that_is_spoken_again() -> None:
    job = send(finished("one"), "retry_speech", sceneNumber=1)

    assert job.status is JobStatus.PROCESSING
    assert job.film_is_stale


def test_a_line_that_could_not_be_spoken_again_is_heard_as_it_was_before() -> None:
    before = finished("one", "two")

    failed = unsaid(send(before, "retry_speech", sceneNumber=1))

    assert len(failed.speeches) == 3
    assert speech_in(failed).number == 1
    assert narration(failed) == narration(before)
    assert failed.film_id == before.film_id
    third = send(failed, "retry_speech", "another", sceneNumber=1)
    assert speech_in(third).number == 3


def test_a_line_that_is_lost_and_cannot_be_spoken_again_is_still_one_that_is_missing() -> None:
    before = finished("one")
    lost = speeches.mark_lost(before, before.speeches[0].id)

    failed = unsaid(send(lost, "retry_speech"))

    assert failed.film_id == before.film_id
    assert [each.number for each in send(failed, "retry_speech", "another").speeches] == [1, 2, 3]


def test_a_line_that_is_being_spoken_cannot_be_retried() -> None:
    job = said(unsaid(spoken("one", "two"), 1), 2)
    again = send(job, "retry_speech")

    with pytest.raises(Conflict, match="no line of the voice-over has failed"):
        send(again, "retry_speech", "another")
    with pytest.raises(Invalid, match="the line of scene 1 is being spoken"):
        send(again, "retry_speech", "another", sceneNumber=1)


def test_what_failed_for_lack_of_budget_is_bought_once_there_is_more() -> None:
    job = unsaid(film(spoken("one", maxCost="0.30"), 1), error=OVER_BUDGET)
    silent = results.apply_film(job, film_of(job))

    raised = send(silent, "set_budget", maxCost="9")

    assert raised.status is JobStatus.PROCESSING
    assert speech_in(raised).status is FileStatus.WANTED
    other = unsaid(film(spoken("one", maxCost="0.30"), 1))
    assert send(results.apply_film(other, film_of(other)), "set_budget", maxCost="9").status is JobStatus.COMPLETED


def test_whatever_has_a_line_bought_needs_the_scope_to_spend_unless_it_is_spoken_here() -> None:
    paid, ours = finished("one"), finished("one", voice="local")

    assert scopes_of_change(paid, send(paid, "scene_updated", scene=1, script="other")) == (Scope.SPEND,)
    assert scopes_of_change(ours, send(ours, "scene_updated", scene=1, script="other")) == ()


def test_a_line_that_waits_for_a_recording_to_be_fetched_is_bought_by_who_asked_for_it() -> None:
    fetched = recording(status=AssetStatus.PENDING)
    job = spoken("one", "two", assets=(fetched,))
    scene = job.active_scenes[1]
    waiting = job.with_scenes(evolve(scene, text=evolve(scene.text, assets=(fetched.id,))))

    changed = send(waiting, "scene_updated", scene=1, script="other")

    assert scopes_of_change(waiting, changed) == (Scope.SPEND,)


def test_to_choose_a_paid_voice_for_a_storyboard_that_nobody_will_approve_is_to_spend() -> None:
    unseen, seen = generating(autoApprove=True, voice="local"), generating(voice="local")

    assert scopes_of_change(unseen, send(unseen, "set_production", voice=VENDOR)) == (Scope.SPEND,)
    assert scopes_of_change(unseen, send(unseen, "set_production", voice="none")) == ()
    assert scopes_of_change(seen, send(seen, "set_production", voice=VENDOR)) == ()


def test_a_result_that_comes_twice_or_too_late_changes_nothing() -> None:
    job = said(spoken("one"))
    speech = speech_in(job).id

    assert speeches.mark_ready(job, speech, ready(job, speech, 9), LATER) is job
    assert speeches.fail(job, speech, ERROR, LATER) is job
    assert speeches.postpone(job, speech, BUSY, NOW, LATER) is job
    assert speeches.record_order(job, speech, "another") is job
    wanted = speeches.release_claim(claim(spoken("one")), speech, NOW)
    assert speeches.mark_ready(wanted, speech, ready(job, speech), LATER) is wanted


def test_what_is_ordered_is_paid_whatever_becomes_of_the_line() -> None:
    job = unsaid(claim(spoken("one")))

    known = speeches.record_order(job, job.speeches[0].id, "order-1")

    assert (known.cost, known.in_doubt) == (PRICE, Decimal(0))
    assert known.speeches[0].status is FileStatus.FAILED
    assert speeches.fail(ordered(spoken("one")), job.speeches[0].id, ERROR, NOW).cost == PRICE
