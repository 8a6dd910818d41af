"""What a new note is about, how notes change, and how they become feedback."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.base import evolve
from domain.errors import Invalid, NotFound
from domain.job.model import Job, JobStatus
from domain.job.notes import Note, NoteAnswer, NoteStatus, newly_answered, no_longer_answering
from domain.rules.decide import decide
from domain.rules.messages import notes_named_by, parse_message
from domain.rules.notes.notes import NewNote, NoteChanges, changed_note, new_note
from tests.unit.domain.jobs import (
    LATER,
    MODEL_CHOICE,
    NOW,
    completed,
    fail,
    failed_planning,
    filming,
    in_review,
    some_id,
    take_of,
)


def note(job: Job, text: str = "closer", **about: Any) -> Note:
    return new_note(job, some_id(text), NewNote(text=text, **about), "Ann", None, NOW)


def with_film() -> Job:
    """Return a completed job of three scenes of 60 frames each."""
    return completed("one", "two", "three")


def use(job: Job, action: str, *notes: Note, **fields: Any) -> Job:
    """Return the job after a message that uses the notes."""
    message = parse_message(action, {"noteIds": [str(each.id) for each in notes], **fields})
    known = {each.id: each for each in notes}
    return decide(job, message, f"{action} {sorted(map(str, known))}", NOW, MODEL_CHOICE, notes=known)


def test_a_note_without_a_place_is_about_the_whole_job() -> None:
    new = note(in_review())

    assert (new.scene_id, new.scene_number, new.film_id, new.timecode) == (None, None, None, None)


def test_a_note_names_its_scene_by_number_or_by_id() -> None:
    job = in_review()
    scene = job.active_scenes[1]

    for about in ({"scene_number": 2}, {"scene_id": scene.id}, {"scene_id": scene.id, "scene_number": 2}):
        assert (note(job, **about).scene_id, note(job, **about).scene_number) == (scene.id, 2)


@pytest.mark.parametrize(
    ("first", "last", "scene", "shown"),
    [
        (0, None, 1, "00:00:00:00"),
        (59, None, 1, "00:00:01:29"),
        (60, None, 2, "00:00:02:00"),
        (100, 179, 2, "00:00:03:10 – 00:00:05:29"),
    ],
)
def test_a_moment_of_the_film_is_in_the_scene_of_its_first_frame(
    first: int, last: int | None, scene: int, shown: str
) -> None:
    job = with_film()

    new = note(job, first_frame=first, last_frame=last)

    assert job.film is not None
    assert (new.film_id, new.scene_number, new.timecode) == (job.film.id, scene, shown)


def test_the_scene_of_a_moment_is_unknown_when_the_lengths_have_changed_since_the_film_was_cut() -> None:
    job = with_film()
    first = job.active_scenes[0]
    job = job.with_scenes(evolve(first, text=evolve(first.text, duration=1.0)))

    assert note(job, first_frame=70).scene_id is None


def test_a_range_may_be_about_any_scene_that_it_shows() -> None:
    assert note(with_film(), first_frame=50, last_frame=70, scene_number=2).scene_number == 2


def test_a_note_on_a_take_is_about_its_scene() -> None:
    job = with_film()

    assert note(job, take_id=take_of(job, 2).id).scene_number == 2


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"last_frame": 3}, "firstFrame: required with lastFrame"),
        ({"first_frame": 4, "last_frame": 3}, "lastFrame: must not be before firstFrame"),
        ({"first_frame": 180}, "firstFrame: the film has 180 frames"),
        ({"first_frame": 1, "last_frame": 180}, "lastFrame: the film has 180 frames"),
        ({"first_frame": 1, "scene_number": 3}, "scene 3 is not shown there, but scene 1"),
    ],
)
def test_a_moment_that_is_not_in_the_film_is_refused(about: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        note(with_film(), **about)


def test_a_moment_needs_a_film() -> None:
    with pytest.raises(Invalid, match="no film yet"):
        note(in_review(), first_frame=0)


@pytest.mark.parametrize("about", [{"scene_number": 9}, {"scene_id": some_id("x")}, {"take_id": some_id("x")}])
def test_a_scene_or_take_that_is_not_there_is_named(about: dict[str, Any]) -> None:
    with pytest.raises(NotFound, match=f"no (scene|take) {next(iter(about.values()))}"):
        note(in_review(), **about)


@pytest.mark.parametrize(
    "fields", [{"text": " \n"}, {"text": "x" * 5_001}, {"text": "a\0b"}, {"author": " "}, {"author": "x" * 101}]
)
def test_texts_that_say_nothing_or_cannot_be_stored_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        NewNote(**{"text": "closer", **fields})


def test_a_note_that_is_resolved_has_the_time_and_one_that_is_opened_again_has_no_answer() -> None:
    resolved = changed_note(note(in_review()), NoteChanges(status=NoteStatus.RESOLVED), LATER)
    answered = evolve(resolved, answered_by=NoteAnswer(revision=2))

    opened = changed_note(answered, NoteChanges(status=NoteStatus.OPEN), LATER)

    assert resolved.resolved_at == LATER
    assert (opened.status, opened.resolved_at, opened.answered_by) == (NoteStatus.OPEN, None, None)


def test_a_change_to_what_is_so_already_changes_nothing() -> None:
    resolved = changed_note(note(in_review()), NoteChanges(status=NoteStatus.RESOLVED), NOW)

    assert changed_note(resolved, NoteChanges(status=NoteStatus.RESOLVED, text="closer"), LATER) is resolved


def test_notes_of_a_scene_join_the_feedback_of_its_next_text_and_the_revision_answers_them() -> None:
    job = in_review()
    notes = note(job, "closer", scene_number=2), note(job, "warmer", scene_number=2)

    after = use(job, "regenerate_scene", *notes, sceneNumber=2, feedback="calmer")

    assert after.storyboards[0].feedback == "calmer\ncloser\nwarmer"
    assert list(newly_answered(job, after)) == [(tuple(each.id for each in notes), NoteAnswer(revision=2))]


def test_notes_alone_are_feedback_and_the_take_that_is_filmed_by_it_answers_them() -> None:
    job = with_film()
    one = note(job, first_frame=61)

    after = use(job, "scene_regenerate", one, scene=2)

    take = take_of(after, 2)
    assert (take.text, take.feedback) == (None, "closer")
    assert list(newly_answered(job, after)) == [((one.id,), NoteAnswer(take_id=take.id))]


def test_an_operation_of_a_batch_uses_notes_too() -> None:
    job = with_film()
    one = note(job, scene_number=2)
    operation = {"op": "regenerate", "scene": 2, "note_ids": [str(one.id)]}
    message = parse_message("scenes_batch", {"operations": [{"op": "update", "scene": 1, "duration": 1}, operation]})

    after = decide(job, message, "one", NOW, MODEL_CHOICE, notes={one.id: one})

    assert notes_named_by(message) == [one.id]
    assert list(newly_answered(job, after)) == [((one.id,), NoteAnswer(take_id=take_of(after, 2).id))]


def test_a_whole_storyboard_is_told_which_scene_a_note_is_about() -> None:
    job = in_review()
    notes = note(job, "closer", scene_number=2), note(job, "warmer")

    after = use(job, "reject_storyboard", *notes, feedback="calmer")

    assert after.storyboards[0].feedback == "calmer\nScene 2: closer\nwarmer"


def test_a_storyboard_that_could_not_be_written_answers_the_notes_of_both_attempts() -> None:
    job = failed_planning()
    first = use(job, "regenerate_all_scenes", note(job, "closer"))
    again = evolve(first, status=JobStatus.FAILED)

    after = use(again, "regenerate_all_scenes", note(job, "warmer"))

    assert list(newly_answered(again, after)) == [((some_id("warmer"),), NoteAnswer(revision=1))]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"job_id": some_id("another job")}, "is of another job"),
        ({"deleted_at": NOW}, "was deleted"),
        ({"status": NoteStatus.RESOLVED, "resolved_at": NOW}, "is resolved already"),
        ({"scene_id": None, "scene_number": None}, "is about the whole job, and not about scene 2"),
        ({"scene_id": some_id("gone"), "scene_number": 3}, "is about scene 3, and not about scene 2"),
    ],
)
def test_a_note_that_cannot_be_the_scenes_feedback_is_refused_with_the_reason(
    changes: dict[str, Any], says: str
) -> None:
    job = in_review()

    with pytest.raises(Invalid, match=says):
        use(job, "regenerate_scene", evolve(note(job, scene_number=2), **changes), sceneNumber=2)


def test_a_note_that_does_not_exist_is_refused() -> None:
    message = parse_message("regenerate_scene", {"sceneNumber": 1, "noteIds": [str(some_id("x"))]})

    with pytest.raises(Invalid, match="there is no note"):
        decide(in_review(), message, "one", NOW, MODEL_CHOICE)


def test_more_notes_than_a_planner_can_read_are_refused() -> None:
    job = in_review()
    notes = [note(job, f"{number}" * 4_999, scene_number=1) for number in range(1, 6)]

    with pytest.raises(Invalid, match="use fewer notes"):
        use(job, "regenerate_scene", *notes, sceneNumber=1)


def answered_by_take(job: Job) -> tuple[Job, UUID]:
    """Return the job while it makes the take that answers a note on scene 2, and that take."""
    filmed = use(job, "regenerate_scene", note(job, scene_number=2), sceneNumber=2)
    return filmed, take_of(filmed, 2).id


def test_a_take_that_fails_answers_no_note() -> None:
    job, take = answered_by_take(with_film())

    assert no_longer_answering(job, fail(job, 2)) == [take]


def test_a_take_that_is_stopped_with_its_job_answers_no_note() -> None:
    job, take = answered_by_take(with_film())

    after = decide(job, parse_message("cancel", {}), "one", NOW, MODEL_CHOICE)

    assert no_longer_answering(job, after) == [take]


def test_takes_without_notes_answer_none() -> None:
    before = filming()

    assert no_longer_answering(before, fail(before, 1)) == []
    assert list(newly_answered(in_review(), before)) == []
