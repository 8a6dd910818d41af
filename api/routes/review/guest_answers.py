"""What guests of a review link send: its password, notes, and the decision on the storyboard."""

import asyncio
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container
from api.dependencies import SCENE_NUMBER, ContainerDep, send_message
from api.guest import tokens
from api.guest.access import PREFIX, Guest, GuestDep, GuestRoute, LinkDep, base_of, check_site, job_page, words_of
from api.guest.forms import entered, frame_of, length_errors, read_form
from api.guest.pages import password_page
from api.guest.words import Words
from api.http.access.passwords import is_password
from api.http.access.scopes import needs
from api.http.errors import NotPermitted, StaleForm
from api.http.routing import ApiRouter
from domain.errors import Conflict, Invalid, NotFound, Refused, TooManyRequests, Transient
from domain.job.approval import Sender, SenderKind
from domain.job.model import JobStatus
from domain.rules.messages import ApproveStoryboard, RejectStoryboard
from domain.rules.notes.notes import NewNote

_SEE_OTHER: Final = 303
_TRIES: Final = 3
_PAUSE_SECONDS: Final = 0.5
"""A try without a worker takes some seconds by itself."""

router = ApiRouter(prefix=PREFIX, include_in_schema=False, route_class=GuestRoute, dependencies=[Depends(check_site)])

Form = dict[str, str]
Facts = Mapping[str, Any]
Answer = ApproveStoryboard | RejectStoryboard

_TEXTS: Final = ("name", "note", "about", "moment", "reason")


async def _signed_form(guest: GuestDep, request: Request) -> Form:
    """Return the form's fields. Errors: StaleForm if no page of the link made it, or too long ago."""
    form = await read_form(request)
    if not tokens.is_form_token(guest.link, form.get("form", "")):
        raise StaleForm("this form is too old")
    return form


FormDep = Annotated[Form, Depends(_signed_form)]


@router.post("/{token}/password")
@needs()
async def give_password(link: LinkDep, request: Request) -> Response:
    """Open the page to a guest who knows the password."""
    form, words, subject = await read_form(request), words_of(request), str(link.id)
    failed = request.app.state.failed_passwords
    failed.check(subject)
    failed.add(subject)  # before it is checked, so that attempts at the same time count too
    if link.password_hash and not await is_password(form.get("password", ""), link.password_hash):
        return password_page(words, base_of(request), 403, words.wrong_password)
    failed.forget(subject)
    response = RedirectResponse(base_of(request), _SEE_OTHER)
    tokens.remember_password(link, request, response)
    return response


@router.post("/{token}/notes")
@needs()
async def add_note_by_link(guest: GuestDep, form: FormDep, container: ContainerDep, request: Request) -> Response:
    """Add a note on the whole, a scene, or a moment of the film."""
    if not guest.link.may_comment:
        raise NotPermitted("this review link does not allow notes")
    words, errors = guest.words, length_errors(guest.words, form)
    note, about, moment, film = form.get("note", ""), form.get("about", ""), form.get("moment", ""), guest.job.film
    frame = frame_of(moment, film) if moment and film else None
    if not note:
        errors["note"] = words.note_missing
    if moment and frame is None:
        errors["moment"] = words.moment_wrong
    if errors:
        return await job_page(guest, container, entered=entered(form, errors), status=422)
    request.app.state.guest_notes.check(str(guest.link.id))
    request.app.state.guest_notes.add(str(guest.link.id))
    # A moment names its scene by itself.
    scene = int(about) if frame is None and SCENE_NUMBER.fullmatch(about) else None
    new = NewNote(text=note, author=form.get("name") or words.guest, scene_number=scene, first_frame=frame)
    try:
        note_id = _request_id(guest, form, "note")
        await container.notes.add(guest.job.id, note_id, new, words.guest, _sender_of(guest, form))
    except (Conflict, Invalid, NotFound):  # such as a scene that was deleted meanwhile
        return await job_page(guest, container, words.note_refused, entered=entered(form, {}), status=409)
    return _answered(guest, form, request)


@router.post("/{token}/approve")
@needs()
async def approve_by_link(guest: GuestDep, form: FormDep, container: ContainerDep, request: Request) -> Response:
    """Approve the storyboard and the amount that the page showed."""
    errors = length_errors(guest.words, form)
    if not form.get("name"):
        errors["name"] = guest.words.name_missing
    message = ApproveStoryboard(storyboard_revision=_revision(form), amount=_amount(guest, form))
    estimate = container.estimate(guest.job)
    if guest.link.may_approve and message.amount is None and estimate is not None and not errors:
        # Without an amount any would be accepted, but the guest was shown that it is unknown.
        return await _changed(guest, form, container, message, {"amount": float(estimate)})
    return await _decide(guest, form, container, request, errors, message)


@router.post("/{token}/send-back")
@needs()
async def send_back_by_link(guest: GuestDep, form: FormDep, container: ContainerDep, request: Request) -> Response:
    """Reject the storyboard with a reason, by which the next one is written."""
    errors = length_errors(guest.words, form)
    if not form.get("reason"):
        errors["reason"] = guest.words.reason_missing
        return await job_page(guest, container, entered=entered(form, errors), status=422)
    message = RejectStoryboard(storyboard_revision=_revision(form), feedback=form["reason"])
    return await _decide(guest, form, container, request, errors, message)


async def _decide(
    guest: Guest, form: Form, container: Container, request: Request, errors: Form, message: Answer
) -> Response:
    """Send the decision to the job. If it is refused, the page says what has changed."""
    if not guest.link.may_approve:
        raise NotPermitted("this review link does not allow decisions")
    if errors:
        return await job_page(guest, container, entered=entered(form, errors), status=422)
    try:
        request_id = _request_id(guest, form, message.action)
        await _send_patiently(guest, container, request_id, message, _sender_of(guest, form))
    except Transient:
        notice = guest.words.nothing_sent
        return await job_page(guest, container, notice, entered=entered(form, {}), status=503)
    except TooManyRequests:
        raise
    except Refused as refusal:
        return await _changed(guest, form, container, message, refusal.now)
    return _answered(guest, form, request)


async def _send_patiently(guest: Guest, container: Container, request: UUID, message: Answer, sender: Sender) -> None:
    """Send the message, and again if no worker answers: a guest's page has no script that would do it.

    Errors: Refused, Transient.
    """
    for _ in range(_TRIES - 1):
        try:
            await send_message(container, guest.job.id, request, message, sender)
        except Transient:
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            return
    await send_message(container, guest.job.id, request, message, sender)


async def _changed(guest: Guest, form: Form, container: Container, sent: Answer, now: Facts | None) -> Response:
    """Return the page with what has changed since the guest opened it. `now` is what an approval's refusal says."""
    words = guest.words
    job = await container.jobs.load(guest.job.id)
    if job.status is not JobStatus.STORYBOARD_REVIEW:
        notices = [words.has_changed, words.already_decided]
    else:
        notices = [words.has_changed]
        if sent.storyboard_revision != job.revision:
            notices.append(words.storyboard_changed)
        if now and guest.link.show_cost and isinstance(sent, ApproveStoryboard):
            notices += _changed_amount(words, sent.amount, now["amount"])
        notices.append(words.look_again)
    return await job_page(guest, container, *notices, entered=entered(form, {}), status=409)


def _changed_amount(words: Words, sent: Decimal | None, now: float | None) -> list[str]:
    if now is None:
        return [words.amount_unknown] if sent is not None else []
    amount = Decimal(str(now))
    return [] if amount == sent else [words.amount_changed.format(amount=words.money(amount))]


def _sender_of(guest: Guest, form: Form) -> Sender:
    link = guest.link
    return Sender(
        by=SenderKind.LINK,
        name=form.get("name", ""),
        link_id=link.id,
        label=link.label,
        scopes=link.permission.scopes,
    )


def _answered(guest: Guest, form: Form, request: Request) -> Response:
    """Send the browser to the page, so that loading it again sends nothing again."""
    response = RedirectResponse(guest.base, _SEE_OTHER)
    tokens.remember_name(request, response, form.get("name", ""))
    return response


def _request_id(guest: Guest, form: Form, what: str) -> UUID:
    """Return the same id for a form that is sent twice, as by a double click."""
    return uuid5(guest.link.id, "\n".join([what, form["form"], *(form.get(name, "") for name in _TEXTS)]))


def _revision(form: Form) -> int:
    text = form.get("revision", "")
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise StaleForm("the form names no revision")
    return int(text)


def _amount(guest: Guest, form: Form) -> Decimal | None:
    """Return the amount that the page had; None if it was unknown."""
    try:
        return tokens.amount_in_form(guest.link, form["amount"])
    except (KeyError, ValueError):
        raise StaleForm("the form names no amount") from None
