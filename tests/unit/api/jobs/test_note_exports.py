"""Notes as a spreadsheet and as an edit decision list."""

import csv
from io import StringIO
from typing import Any

import opentimelineio
import pytest

from api.exports.notes_csv import notes_csv
from api.exports.notes_edl import notes_edl
from domain.base import evolve
from domain.errors import NotFound
from domain.job.model import Job
from domain.job.notes import Note, NoteAnswer, NoteStatus
from domain.rules.notes.notes import NewNote, new_note
from tests.unit.domain.jobs import NOW, completed, in_review, pending, some_id, take_of

JOB = completed("one", "two", "three")
"""Three scenes of 60 frames each."""


def note(job: Job = JOB, text: str = "closer", author: str = "Ann", **about: Any) -> Note:
    return new_note(job, some_id(text), NewNote(text=text, **about), author, None, NOW)


def rows(*notes: Note) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(notes_csv(JOB, notes).decode("utf-8-sig"), newline="")))


def test_a_row_says_all_of_a_note() -> None:
    resolved = evolve(
        note(first_frame=61, last_frame=90),
        status=NoteStatus.RESOLVED,
        resolved_at=NOW,
        answered_by=NoteAnswer(take_id=take_of(JOB, 2).id),
    )

    (row,) = rows(resolved)

    assert row == {
        "id": str(resolved.id),
        "status": "resolved",
        "scene": "2",
        "take": "",
        "timecode_in": "00:00:02:01",
        "timecode_out": "00:00:03:00",
        "first_frame": "61",
        "last_frame": "90",
        "author": "Ann",
        "text": "closer",
        "answered_by": "take 1",
        "created_at": "2026-03-01T00:00:00Z",
        "updated_at": "2026-03-01T00:00:00Z",
        "resolved_at": "2026-03-01T00:00:00Z",
    }


def test_a_spreadsheet_is_utf_8_that_excel_knows_with_lines_that_end_as_rfc_4180_says() -> None:
    written = notes_csv(JOB, [note(text='so, „warm“\nund "nah"')])

    assert written.startswith(b"\xef\xbb\xbfid,status,")
    assert written.endswith(b"\r\n")
    assert '"so, „warm“\nund ""nah"""'.encode() in written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠SUM(A1)"])
def test_a_text_that_a_spreadsheet_would_compute_is_written_as_text(text: str) -> None:
    (row,) = rows(note(text=text, author=text))

    assert (row["text"], row["author"]) == (f"'{text}", f"'{text}")


def test_a_note_writes_no_line_of_its_own_into_an_edit_decision_list() -> None:
    text = "here\n002  AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\r* LOC: 00:00:00:00 RED\x85x\u2028y"

    lines = notes_edl(JOB, [note(text=text, author="Ann\n003")]).decode().splitlines()

    assert sum("here" in line and "002" in line and "* LOC" in line for line in lines) == 1
    assert len(lines) == len(notes_edl(JOB, [note(text="here")]).decode().splitlines())


def parsed(*notes: Note, job: Job = JOB) -> Any:
    """Return the track that a parser of edit decision lists finds."""
    written = notes_edl(job, notes).decode()
    timeline = opentimelineio.adapters.read_from_string(written, "cmx_3600", rate=30)
    assert timeline.name == "Morrow"
    return timeline.tracks[0].clone()


def test_each_scene_of_the_film_is_an_event_with_its_clip() -> None:
    clips = parsed()

    assert [clip.name for clip in clips] == [f"Morrow scene {number}.mp4" for number in (1, 2, 3)]
    assert [clip.metadata["cmx_3600"]["reel"] for clip in clips] == ["S001T01", "S002T01", "S003T01"]
    assert [clips.range_of_child_at_index(at).start_time.value for at in range(3)] == [0, 60, 120]
    assert {clip.duration().value for clip in clips} == {60}


def test_a_note_at_a_frame_is_a_locator_of_its_scene() -> None:
    resolved = evolve(note(text="warm", first_frame=179), status=NoteStatus.RESOLVED, resolved_at=NOW)

    first, second, third = parsed(note(text="2 cups\n3 spoons", first_frame=61, last_frame=90), resolved)

    (marker,), (green,) = second.markers, third.markers
    assert not first.markers
    assert (marker.marked_range.start_time.value, marker.color) == (61, "RED")
    assert marker.name == "Ann: 2 cups 3 spoons (until 00:00:03:00)"
    assert (green.marked_range.start_time.value, green.color, green.name) == (179, "GREEN", "Ann: warm")


def test_any_other_note_is_a_comment_of_its_scene_or_of_the_first_one() -> None:
    earlier = evolve(note(text="calmer", first_frame=61), film_id=some_id("earlier film"))

    first, second, _ = parsed(note(text="brighter"), note(text="closer", scene_number=2), earlier)

    assert list(first.metadata["cmx_3600"]["comments"]) == ["COMMENT: [whole job] Ann: brighter"]
    assert list(second.metadata["cmx_3600"]["comments"]) == [
        "COMMENT: [scene 2] Ann: closer",
        "COMMENT: [scene 2, 00:00:02:01 of an earlier cut] Ann: calmer",
    ]
    assert not second.markers


def test_before_there_is_a_film_the_scenes_are_listed_as_they_are() -> None:
    job = in_review("one", "two")

    clips = parsed(note(job, scene_number=2), job=job)

    assert [clip.duration().value for clip in clips] == [60, 60]
    assert len(clips[1].metadata["cmx_3600"]["comments"]) == 1


def test_a_job_without_scenes_has_no_edit_decision_list() -> None:
    with pytest.raises(NotFound, match="no scenes yet"):
        notes_edl(pending(), [])
