"""The settings of the server that sends mail."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings

from domain.review.mail import MailServer, sender_of
from runtime.settings.setting_types import Port

_PORT, _TLS_PORT = 587, 465


def _smtp_url(value: SecretStr) -> SecretStr:
    url = urlsplit(value.get_secret_value())
    try:
        is_usable = url.scheme in ("smtp", "smtps") and bool(url.hostname) and url.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or url.path.strip("/") or url.query:
        raise ValueError("write smtp://user:password@host:port, or smtps:// for TLS from the beginning")
    return value


def _sender(value: str) -> str:
    sender_of(value)
    return value


class MailSettings(BaseSettings):
    """SMTP_URL says all of it, or the variables of its parts do. Without a host there is no mail."""

    smtp_url: Annotated[SecretStr, AfterValidator(_smtp_url)] | None = None
    smtp_host: str | None = None
    smtp_port: Port | None = None
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = True
    mail_from: Annotated[str, AfterValidator(_sender)] | None = None

    def mail_faults(self) -> Iterator[str]:
        parts = {
            "SMTP_HOST": self.smtp_host,
            "SMTP_PORT": self.smtp_port,
            "SMTP_USERNAME": self.smtp_username,
            "SMTP_PASSWORD": self.smtp_password,
        }
        named = [name for name, value in parts.items() if value is not None]
        if self.smtp_url and named:
            yield f"SMTP_URL and {named[0]} say the same thing: set one of them."
        elif named and self.smtp_host is None:
            yield f"{named[0]} is set but there is no server: set SMTP_HOST, or SMTP_URL instead."
        elif (self.smtp_username is None) != (self.smtp_password is None):
            yield "SMTP_USERNAME and SMTP_PASSWORD belong together: set both, or neither."
        has_server = self.smtp_url is not None or self.smtp_host is not None
        if has_server and self.mail_from is None:
            yield "A mail server is set but no sender: set MAIL_FROM, such as Greenlight <films@example.com>."
        if self.mail_from is not None and not has_server:
            yield "MAIL_FROM is set but no server that sends mail: set SMTP_URL, or SMTP_HOST."

    @property
    def mail_server(self) -> MailServer | None:
        """The server that sends mail, if one is set."""
        if self.mail_from is None:
            return None
        url = urlsplit(self.smtp_url.get_secret_value()) if self.smtp_url else None
        host = url.hostname if url else self.smtp_host
        assert host, "settings without it are refused"
        port = url.port if url else self.smtp_port
        is_tls = url.scheme == "smtps" if url else port == _TLS_PORT
        name, address = sender_of(self.mail_from)
        password = self.smtp_password.get_secret_value() if self.smtp_password else None
        return MailServer(
            host=host,
            port=port or (_TLS_PORT if is_tls else _PORT),
            username=unquote(url.username or "") or None if url else self.smtp_username,
            password=unquote(url.password or "") or None if url else password,
            is_tls=is_tls,
            starts_tls=self.smtp_starttls and not is_tls,
            sender_name=name,
            sender=address,
        )
