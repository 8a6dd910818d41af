"""Voice, captions, music, logo and end card are a part of the film, and changing them films nothing."""

import pytest

from domain.base import evolve
from domain.brief import Captions, LogoPlacement, MusicChoice, Production, ReferenceChoice
from domain.clients.access import EVERYTHING, MissingScope, Scope
from domain.errors import Conflict, Invalid
from domain.job.approval import Sender, SenderKind
from domain.job.model import Job, JobStatus
from domain.rules import results
from domain.rules.audit_trail import entry_of_message
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.scenes.takes import VideoModelChoice
from domain.vendors.video_capabilities import VideoCapabilities
from tests.unit.domain.jobs import MODEL_CHOICE, NOW, completed, film_of, in_review, send
from tests.unit.domain.spoken_jobs import with_choices

CAN = VideoCapabilities(provider="test", model="test-1", as_of=NOW.date())
WITH_CHEAP = evolve(MODEL_CHOICE, can=evolve(CAN, draft="test-cheap"))
FRUGAL = Sender(by=SenderKind.KEY, scopes=EVERYTHING - {Scope.SPEND, Scope.ADMIN})


def production_of(job: Job) -> Production:
    return job.brief.production


def as_draft(job: Job, choice: VideoModelChoice) -> Job:
    return decide(job, parse_message("set_production", {"draft": True}), "draft", NOW, choice)


def test_a_completed_film_is_cut_again_with_other_music_and_nothing_is_filmed() -> None:
    job = completed()

    without = send(job, "set_production", music="none")

    assert (without.status, production_of(without).music) == (JobStatus.PROCESSING, MusicChoice.NONE)
    assert without.film_is_stale
    assert without.scenes == job.scenes


def test_captions_in_the_picture_are_drawn_into_the_clips_of_a_film_that_is_made() -> None:
    captioned = send(completed(), "set_production", captions="burned")

    assert captioned.status is JobStatus.PROCESSING
    assert captioned.film_is_stale


def test_what_is_not_given_stays_as_it_was() -> None:
    job = send(completed(), "set_production", captions="burned", captionStyle="highlight")

    with_logo = production_of(send(job, "set_production", logo="corner"))

    assert with_logo == evolve(production_of(job), logo=LogoPlacement.CORNER)
    assert with_logo.captions is Captions.BURNED


def test_the_choices_that_it_has_change_nothing() -> None:
    job = with_choices(completed(), voice="local", voice_name="heart")

    assert send(job, "set_production", voice="local", voiceName="heart") is job
    assert send(job, "set_production") is job


def test_another_voice_is_another_film_and_that_of_before_the_same_film_again() -> None:
    job = with_choices(completed(), voice="local")
    other = send(job, "set_production", voiceName="heart")

    assert other.film_id != job.film_id
    other = results.apply_film(other, film_of(other))
    assert send(other, "set_production", voiceName=None).film_id == job.film_id


def test_with_another_provider_the_name_of_the_voice_is_its_usual_one() -> None:
    job = with_choices(in_review(), voice="local", voice_name="heart")

    changed = production_of(send(job, "set_production", voice="elevenlabs"))
    named = production_of(send(job, "set_production", voice="elevenlabs", voiceName="Ann"))

    assert (changed.voice, changed.voice_name) == ("elevenlabs", None)
    assert (named.voice, named.voice_name) == ("elevenlabs", "Ann")


def test_a_line_that_is_to_be_bought_needs_the_scope_to_spend_and_a_free_one_does_not() -> None:
    job = completed()

    for voice, is_refused in (("elevenlabs", True), ("local", False), ("none", False)):
        message = parse_message("set_production", {"voice": voice})
        if is_refused:
            with pytest.raises(MissingScope):
                decide(job, message, "frugal", NOW, MODEL_CHOICE, sender=FRUGAL)
        else:
            assert production_of(decide(job, message, "frugal", NOW, MODEL_CHOICE, sender=FRUGAL)).voice == voice


def test_another_script_of_a_film_with_a_paid_voice_needs_the_scope_to_spend() -> None:
    job = with_choices(completed(), voice="elevenlabs")
    message = parse_message("scene_updated", {"scene": 1, "script": "Other words."})

    with pytest.raises(MissingScope):
        decide(job, message, "frugal", NOW, MODEL_CHOICE, sender=FRUGAL)


def test_in_review_anybody_who_may_write_may_choose_a_voice() -> None:
    message = parse_message("set_production", {"voice": "elevenlabs"})

    assert production_of(decide(in_review(), message, "frugal", NOW, MODEL_CHOICE, sender=FRUGAL)).is_spoken


def test_a_cancelled_job_changes_no_more() -> None:
    with pytest.raises(Conflict):
        send(evolve(completed(), status=JobStatus.CANCELLED), "set_production", music="none")


def test_the_audit_trail_tells_what_was_chosen() -> None:
    job = completed()
    message = parse_message("set_production", {"voice": "local", "voiceName": "heart", "captions": "burned"})
    after = decide(job, message, "one", NOW, MODEL_CHOICE)

    entry = entry_of_message(job, message, "one", FRUGAL, NOW, after)

    assert (entry.action, entry.details) == (
        "set_production",
        {"voice": "local", "voiceName": "heart", "captions": "burned"},
    )


def test_references_and_fallback_are_of_takes_to_come_and_the_film_stays_as_it_is() -> None:
    job = send(completed(), "set_production", references="product", fallback=["another", "third"])

    assert (production_of(job).references, production_of(job).fallback) == (
        ReferenceChoice.PRODUCT,
        ("another", "third"),
    )
    assert job.status is JobStatus.COMPLETED
    assert not job.film_is_stale
    assert production_of(send(job, "set_production", fallback=[])).fallback == ()


def test_a_draft_is_chosen_until_the_storyboard_is_approved() -> None:
    draft = as_draft(in_review(), WITH_CHEAP)
    assert production_of(draft).draft

    for approved, help in (
        (send(draft, "approve_storyboard"), "make scenes final with finish_scenes"),
        (completed(), "regenerated scenes are filmed in full"),
    ):
        other = not production_of(approved).draft
        with pytest.raises(Conflict, match=f"until the storyboard is approved, and it is; {help}"):
            send(approved, "set_production", draft=other)
        assert send(approved, "set_production", draft=not other) is approved


def test_a_draft_is_refused_by_name_where_the_model_has_no_cheap_variant() -> None:
    for without in (MODEL_CHOICE, evolve(MODEL_CHOICE, can=CAN)):
        with pytest.raises(Invalid, match=r"^draft: test's test-1 has no cheap variant; film without a draft$"):
            as_draft(in_review(), without)


def test_a_job_that_is_a_draft_already_takes_its_other_choices_though_the_model_has_no_cheap_variant_any_more() -> None:
    job = as_draft(in_review(), WITH_CHEAP)

    assert production_of(send(job, "set_production", draft=True, music="none")).music is MusicChoice.NONE
    assert not production_of(send(job, "set_production", draft=False)).draft
