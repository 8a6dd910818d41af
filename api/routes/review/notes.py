"""Notes on a job: list, add, change, delete, export."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import Body, Header, Query, Response

from api.dependencies import ContainerDep, ExistingJob, JobId, MessageId, NoteId, SenderOfRequest, as_uuid
from api.exports.notes_csv import notes_csv
from api.exports.notes_edl import notes_edl
from api.http.access.scopes import needs
from api.http.blob_response import content_disposition
from api.http.errors import Unprocessable
from api.http.idempotency.route import ApiRoute
from api.http.json_request import FoundError, strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from api.schemas.note import DeletedNoteView, NoteView, note_view
from domain.clients.access import Scope
from domain.job.notes import NoteStatus
from domain.rules.notes.notes import NewNote, NoteChanges

router = ApiRouter(prefix="/api/v3/jobs/{job_id}/notes", tags=["notes"], route_class=ApiRoute)

NotesFormat = Literal["json", "csv", "edl"]

_CSV, _EDL = "text/csv; charset=utf-8", "text/plain; charset=utf-8"
_CSV_EXAMPLE = "id,status,scene,…,text,…\r\n019a…,open,2,…,Hold on the steam a little longer.,…\r\n"
_EDL_EXAMPLE = """\
TITLE: Morning Tea
FCM: NON-DROP FRAME

001  S001T01  V     C        00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00
* FROM CLIP NAME: Morning Tea scene 1.mp4
* LOC: 00:00:03:12 RED     Ann: Hold on the steam a little longer. (until 00:00:03:29)
"""
_UUID = {"format": "uuid"}
_LISTED = responses(404, 422)
_LISTED[200]["content"] |= {"text/csv": {"example": _CSV_EXAMPLE}, "text/plain": {"example": _EDL_EXAMPLE}}


def _check(changes: NoteChanges) -> Iterator[FoundError]:
    if changes.text is None and changes.status is None:
        yield ("text",), "required; give text, status, or both"


NewNoteBody = Annotated[
    NewNote,
    strictly(NewNote),
    Body(
        examples=[
            {"text": "Hold on the steam a little longer.", "author": "Ann", "firstFrame": 102, "lastFrame": 120},
            {"text": "Closer to the tin.", "sceneNumber": 2},
            {"text": "Warmer light in all of it."},
        ]
    ),
]
ChangesBody = Annotated[NoteChanges, strictly(NoteChanges, _check), Body(examples=[{"status": "resolved"}])]


@router.get("", summary="List a job's notes", response_model=Data[tuple[NoteView, ...]], responses=_LISTED)
@needs(Scope.READ_FILMS)
async def list_notes(
    job: ExistingJob,
    container: ContainerDep,
    status: Annotated[NoteStatus | None, Query(description="Only notes in this status.")] = None,
    scene_id: Annotated[
        str | None,
        Query(alias="sceneId", description="Only notes on the scene with this id.", json_schema_extra=_UUID),
    ] = None,
    format: Annotated[
        NotesFormat | None,
        Query(description="`csv` for spreadsheets, `edl` (CMX 3600) for editing programs. Else what Accept names."),
    ] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Data[tuple[NoteView, ...]] | Response:
    """Oldest first, also those on scenes that are deleted."""
    scene = None if scene_id is None else as_uuid(scene_id)
    if scene_id is not None and scene is None:
        raise Unprocessable.at("sceneId", "must be the id of a scene")
    notes = await container.notes.of_job(job.id, status=status, scene_id=scene)
    match format or ("csv" if "text/csv" in accept.lower() else "json"):
        case "csv":
            return _file(notes_csv(job, notes), _CSV, f"{job.title} notes.csv")
        case "edl":
            return _file(notes_edl(job, notes), _EDL, f"{job.title} notes.edl")
    return Data(data=tuple(note_view(job, note) for note in notes))


@router.post("", status_code=201, summary="Add a note", responses=responses(404, 503, status=201))
@needs(Scope.WRITE_FILMS)
async def add_note(
    new: NewNoteBody, job_id: JobId, note_id: MessageId, sender: SenderOfRequest, container: ContainerDep
) -> Data[NoteView]:
    """On the whole job; or on a scene, a take, or frames of the film as it is now, whose scene is found from them."""
    note = await container.notes.add(job_id, note_id, new, sender.name or sender.by.value, sender)
    return Data(data=note_view(await container.jobs.load(job_id), note))


@router.patch("/{note_id}", summary="Change a note", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def change_note(
    note_id: NoteId, changes: ChangesBody, job_id: JobId, sender: SenderOfRequest, container: ContainerDep
) -> Data[NoteView]:
    """Write another text, resolve it, or open it again."""
    note = await container.notes.change(job_id, note_id, changes, sender)
    return Data(data=note_view(await container.jobs.load(job_id), note))


@router.delete("/{note_id}", summary="Delete a note", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def delete_note(
    note_id: NoteId, job_id: JobId, sender: SenderOfRequest, container: ContainerDep
) -> Data[DeletedNoteView]:
    """It is in no list any more. What was made of it stays."""
    note = await container.notes.delete(job_id, note_id, sender)
    return Data(data=DeletedNoteView(id=note.id))


def _file(content: bytes, media_type: str, filename: str) -> Response:
    headers = {"Content-Disposition": content_disposition(filename, "attachment"), "Cache-Control": "private, no-cache"}
    return Response(content, media_type=media_type, headers=headers)
