"""The warnings of a job that its clients see: of budget, storyboard and film."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from api.schemas.jobs.job import job_view
from domain.base import evolve
from domain.brief import Brand
from domain.clients.client_limits import MonthSpend
from domain.job.filming.choices import Filming
from domain.job.storyboard import ADJUSTMENTS
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.rules import results
from tests.unit.api.jobs.warned_jobs import warnings_of
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    completed,
    filming,
    generating,
    in_review,
    plan,
    plan_revision,
    send,
)


def test_a_job_that_ordered_when_the_month_was_nearly_used_up_is_warned() -> None:
    spend = MonthSpend(month=date(2026, 11, 1), spent=Decimal(85), limit=Decimal(100))

    (warning,) = job_view(evolve(filming(), budget_warning=spend)).warnings

    assert warning.code == "budget_nearly_used_up"
    assert "client client had spent 85.00 USD of the 100.00 USD that it may in November 2026 (UTC)" in warning.message


def test_a_film_that_could_not_be_signed_is_a_warning() -> None:
    job = completed()
    assert job.film
    unsigned = LeftOut(what=Ingredient.CREDENTIALS, reason="chain.pem cannot be read")

    ((code, message),) = warnings_of(evolve(job, film=evolve(job.film, left_out=(unsigned,))))

    assert code == "credentials_left_out"
    assert message.startswith("the film says nothing of where it comes from: chain.pem cannot be read; the film itself")


def test_a_film_without_its_ai_label_is_a_warning() -> None:
    job = completed()
    assert job.film
    unlabelled = LeftOut(what=Ingredient.LABEL, reason="it cannot be drawn (ValueError)")

    ((code, message),) = warnings_of(evolve(job, film=evolve(job.film, left_out=(unlabelled,))))

    assert code == "label_left_out"
    assert message.startswith("the film does not show the words that say that AI made it: it cannot be drawn")


def test_a_completed_job_that_lacks_nothing_has_no_warnings() -> None:
    assert warnings_of(completed()) == []


def test_what_was_adjusted_in_the_storyboard_is_a_warning_of_the_job() -> None:
    written = plan("dawn", "noon", "dusk")
    adjusted = written.model_copy(update={"metadata": {ADJUSTMENTS: "scene 1 was cta and is now hook"}})
    new_ids = [uuid4() for _ in written.scenes]

    job, untouched = (
        results.apply_plan(generating(), 1, each, new_ids, NOW, MODEL_CHOICE) for each in (adjusted, written)
    )

    assert [(warning.code, warning.message) for warning in job_view(job).warnings] == [
        (
            "storyboard_adjusted",
            "the planner's storyboard broke rules and was adjusted: scene 1 was cta and is now hook",
        )
    ]
    assert job_view(untouched).warnings == ()


def test_a_storyboard_that_is_written_anew_says_for_which_scenes_filming_was_chosen_before() -> None:
    job = send(in_review(), "scene_updated", scene=2, filming={"seed": 7})
    assert warnings_of(job) == []

    anew = plan_revision(send(job, "reject_storyboard", feedback="warmer"), job.revision + 1, NOW)

    assert warnings_of(anew) == [
        (
            "filming_as_usual",
            "the storyboard was written anew, so that its scenes are filmed as usual again; in the one before, filming "
            "was chosen for scene 2; choose it again where it is still meant",
        )
    ]
    assert warnings_of(send(anew, "scene_updated", scene=1, filming={"seed": 7})) == []
    assert warnings_of(send(anew, "approve_storyboard")) == []


def test_a_scene_that_a_person_changes_back_or_has_rewritten_is_no_reason_to_warn() -> None:
    chosen = send(in_review(), "scene_updated", scene=2, filming={"seed": 7})
    rewritten = plan_revision(send(chosen, "regenerate_scene", sceneNumber=2), chosen.revision + 1, NOW)

    assert warnings_of(send(chosen, "scene_updated", scene=2, filming={})) == []
    assert rewritten.active_scenes[1].text.filming == Filming(seed=7)
    assert warnings_of(rewritten) == []


def test_a_font_that_we_do_not_have_is_replaced_by_the_nearest_and_that_is_said() -> None:
    def warned(font: str) -> list[str]:
        creative = evolve(completed().brief.creative, brand=Brand(font=font))
        job = evolve(completed(), brief=evolve(completed().brief, creative=creative))
        return [each.message for each in job_view(job).warnings]

    assert warned("Lora") == warned("") == []
    (message,) = warned("EB Garamond")
    assert message.startswith("there is no font EB Garamond; Lora is nearest")
