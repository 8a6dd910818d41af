"""E-mail that asks for a review, at an SMTP server on this machine."""

from email.message import EmailMessage
from typing import Any

import pytest

from domain.review.mail import MailServer
from domain.webhooks.send_result import SendOutcome
from providers.messages.email import EmailMessenger, as_mail
from tests.simulators.mail_server import MailBox, running_mail_server
from tests.unit.providers.messages.messages import TITLE, URL, message

TO = "mailto:ann@acme.example,bob@acme.example"


def server_at(box: MailBox, **changes: Any) -> MailServer:
    usual = MailServer(
        host="127.0.0.1",
        port=box.port,
        username=None,
        password=None,
        is_tls=False,
        starts_tls=False,
        sender_name="Greenlight",
        sender="films@greenlight.example",
    )
    return usual.model_copy(update=changes)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body
    return str(body.get_content())


async def test_a_mail_has_text_and_html_with_the_link_and_a_sender_that_answers_no_robots() -> None:
    async with running_mail_server() as box:
        result = await EmailMessenger(server_at(box)).send(TO, message())

    assert (result.outcome, result.status) == (SendOutcome.SENT, 250)
    assert "4711" in result.answer
    (mail,) = box.mails
    assert box.envelopes == [("films@greenlight.example", ["ann@acme.example", "bob@acme.example"])]
    assert mail["From"] == "Greenlight <films@greenlight.example>"
    assert mail["To"] == "ann@acme.example, bob@acme.example"
    assert mail["Subject"] == TITLE
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = part(mail, "plain"), part(mail, "html")
    assert URL in text
    assert f'<a href="{URL}"' in html
    for each in (text, html):
        assert "5 scenes, 20 seconds, revision 2. Filming it costs $2.40." in each
        assert "You can approve it." in each
        assert "Do not pass it on." in each


async def test_the_same_message_is_the_same_mail() -> None:
    async with running_mail_server() as box:
        for _ in range(2):
            await EmailMessenger(server_at(box)).send(TO, message())

    assert len({mail["Message-ID"] for mail in box.mails}) == 1


async def test_a_title_of_two_lines_is_not_sent() -> None:
    async with running_mail_server() as box:
        with pytest.raises(ValueError, match="linefeed"):
            await EmailMessenger(server_at(box)).send(TO, message(title="Tea\r\nBcc: eve@evil.example"))

    assert box.mails == []


async def test_a_title_is_no_markup() -> None:
    async with running_mail_server() as box:
        await EmailMessenger(server_at(box)).send(TO, message(title="<script>alert(1)</script>"))

    assert "<script>" not in part(box.mails[0], "html")


@pytest.mark.parametrize("title", ["茶 ☕", "Ünïcode Tee", "a" * 150])
async def test_any_title_can_be_sent(title: str) -> None:
    async with running_mail_server() as box:
        result = await EmailMessenger(server_at(box)).send(TO, message(title=title))

    assert result.outcome is SendOutcome.SENT
    assert box.mails[0]["Subject"] == title


async def test_some_refused_addresses_do_not_fail_the_mail_to_the_others() -> None:
    async with running_mail_server() as box:
        box.refusals["bob@acme.example"] = "550 no such user"
        result = await EmailMessenger(server_at(box)).send(TO, message())

    assert result.outcome is SendOutcome.SENT
    assert "bob@acme.example: 550" in result.answer


@pytest.mark.parametrize(
    ("refusal", "outcome"), [("450 try later", SendOutcome.FAILED), ("550 no such user", SendOutcome.REFUSED)]
)
async def test_addresses_that_are_all_refused_fail_the_mail_for_now_or_for_good(
    refusal: str, outcome: SendOutcome
) -> None:
    async with running_mail_server() as box:
        box.refusals = {"ann@acme.example": refusal, "bob@acme.example": refusal}
        result = await EmailMessenger(server_at(box)).send(TO, message())

    assert (result.outcome, result.status) == (outcome, int(refusal[:3]))


async def test_a_mail_that_the_server_cannot_take_now_is_to_be_sent_again() -> None:
    async with running_mail_server() as box:
        box.answer = "451 the disk is full"
        result = await EmailMessenger(server_at(box)).send(TO, message())

    assert (result.outcome, result.status) == (SendOutcome.FAILED, 451)
    assert "the disk is full" in result.answer


async def test_a_server_that_is_away_is_tried_again() -> None:
    async with running_mail_server() as box:
        away = server_at(box)

    result = await EmailMessenger(away).send(TO, message())

    assert result.outcome is SendOutcome.FAILED
    assert f"127.0.0.1:{away.port} does not answer" in result.answer


async def test_a_server_without_starttls_gets_nothing_where_that_is_demanded() -> None:
    async with running_mail_server() as box:
        result = await EmailMessenger(server_at(box, starts_tls=True)).send(TO, message())

    assert box.mails == []
    assert result.outcome is SendOutcome.FAILED
    assert "SMTP_STARTTLS=false" in result.answer


async def test_the_server_is_signed_in_to() -> None:
    async with running_mail_server(asks_login=True) as box:
        right = server_at(box, username="mailer", password="secret")
        wrong = server_at(box, username="mailer", password="guess")
        sent = await EmailMessenger(right).send(TO, message())
        refused = await EmailMessenger(wrong).send(TO, message())

    assert sent.outcome is SendOutcome.SENT
    assert (refused.outcome, refused.status) == (SendOutcome.FAILED, 535), "it is sent when the operator has mended it"
    assert ("mailer", "secret") in box.logins
    assert "guess" not in refused.answer


def test_a_mail_is_ascii_on_the_wire() -> None:
    mail = as_mail(server_at(MailBox(port=25)), ("ann@acme.example",), message(title="茶 ☕"))

    mail.as_bytes().decode("ascii")
