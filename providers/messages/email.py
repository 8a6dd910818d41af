"""E-mail, by SMTP: https://aiosmtplib.readthedocs.io. The server is the operator's, so its address is not checked."""

import asyncio
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from pathlib import Path
from typing import Final, Self

import aiosmtplib
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain import timeouts
from domain.errors import AccountProblem
from domain.ports.messenger import HttpPost, Messenger, Notification
from domain.review.mail import MailServer, recipients
from domain.webhooks.send_result import SendOutcome, SendResult

_POLICY: Final = SMTP.clone(cte_type="7bit")
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


_OF_THE_OPERATOR: Final = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPConnectResponseError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPSenderRefused,
)
"""Refusals that say nothing of the mail: whoever runs this can mend their cause, and then a later attempt succeeds."""


class EmailMessenger(Messenger):
    """Sends mail through the server. The same message is the same mail by its Message-ID, should it arrive twice."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    @classmethod
    def from_env(cls, _http: HttpPost, server: MailServer | None) -> Self:
        """Errors: AccountProblem when no server is set."""
        if server is None:
            raise AccountProblem("no server sends mail here: set SMTP_URL and MAIL_FROM.")
        return cls(server)

    async def send(self, address: str, message: Notification) -> SendResult:
        """Send one mail to the addresses of a `mailto:` URL.

        When some addresses are refused and others are not, it is sent: the answer names those that were refused.
        """
        mail = as_mail(self._server, recipients(address), message)
        server = self._server
        try:
            async with asyncio.timeout(timeouts.SEND_MAIL):
                refused, answer = await aiosmtplib.send(
                    mail,
                    hostname=server.host,
                    port=server.port,
                    username=server.username,
                    password=server.password,
                    use_tls=server.is_tls,
                    start_tls=server.starts_tls,
                    local_hostname=server.sender.rpartition("@")[2],
                    timeout=timeouts.SEND_MAIL,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _answered(max(each.code for each in error.recipients), _refusals(error.recipients))
        except _OF_THE_OPERATOR as error:
            return SendResult(outcome=SendOutcome.FAILED, status=error.code, answer=error.message)
        except aiosmtplib.SMTPResponseException as error:
            return _answered(error.code, error.message)
        except (TimeoutError, OSError) as error:
            return _failed(f"the mail server {server.host}:{server.port} does not answer: {error}")
        except aiosmtplib.SMTPException as error:
            hint = " SMTP_STARTTLS=false sends without it." if "STARTTLS" in error.message else ""
            return _failed(f"the mail server {server.host}:{server.port} cannot be used: {error.message}{hint}")
        named = "".join(f"; refused {to}: {reply.code} {reply.message}" for to, reply in refused.items())
        return SendResult(outcome=SendOutcome.SENT, status=250, answer=f"{answer}{named}")


def as_mail(server: MailServer, to: tuple[str, ...], message: Notification) -> EmailMessage:
    """Return the mail, in plain text and HTML. A header is one line: `EmailMessage` refuses others."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(server.sender_name, addr_spec=server.sender)
    mail["To"] = [Address(addr_spec=each) for each in to]
    mail["Subject"] = message.title
    mail["Date"] = localtime()
    mail["Message-ID"] = f"<{message.id}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    link = (message.link.url, message.warning) if message.link else ()
    mail.set_content("\n\n".join((message.title, *message.sentences, *link)) + "\n")
    mail.add_alternative(_TEMPLATES.get_template("message.html").render(message=message), subtype="html")
    return mail


def _answered(code: int, answer: str) -> SendResult:
    """Return the result of an answer that is no success: 4xx may pass (RFC 5321 §4.2.1), 5xx does not."""
    outcome = SendOutcome.FAILED if code < 500 else SendOutcome.REFUSED
    return SendResult(outcome=outcome, status=code, answer=answer)


def _refusals(refused: list[aiosmtplib.SMTPRecipientRefused]) -> str:
    return "; ".join(f"{each.recipient}: {each.message}" for each in refused)


def _failed(why: str) -> SendResult:
    return SendResult(outcome=SendOutcome.FAILED, answer=why)
