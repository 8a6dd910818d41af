"""The server that sends mail, as its variables say it."""

import pytest

from runtime.settings.settings import load_settings

pytestmark = pytest.mark.usefixtures("no_settings")


def test_without_variables_there_is_no_mail() -> None:
    assert load_settings().mail_server is None


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"SMTP_URL": "smtp://films%40acme:p%3Aw@mail.example.com"},
            ("mail.example.com", 587, "films@acme", "p:w", False, True),
        ),
        ({"SMTP_URL": "smtps://mail.example.com"}, ("mail.example.com", 465, None, None, True, False)),
        (
            {"SMTP_URL": "smtp://localhost:1025", "SMTP_STARTTLS": "false"},
            ("localhost", 1025, None, None, False, False),
        ),
        (
            {"SMTP_HOST": "mail.example.com", "SMTP_USERNAME": "me", "SMTP_PASSWORD": "pw"},
            ("mail.example.com", 587, "me", "pw", False, True),
        ),
        ({"SMTP_HOST": "mail.example.com", "SMTP_PORT": "465"}, ("mail.example.com", 465, None, None, True, False)),
    ],
    ids=["url", "tls", "no encryption", "parts", "tls by port"],
)
def test_the_server_is_that_of_the_url_or_of_its_parts(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: tuple[object, ...]
) -> None:
    for name, value in (variables | {"MAIL_FROM": "Greenlight <films@acme.example>"}).items():
        monkeypatch.setenv(name, value)

    server = load_settings().mail_server

    assert server
    assert (server.sender_name, server.sender) == ("Greenlight", "films@acme.example")
    assert (server.host, server.port, server.username, server.password, server.is_tls, server.starts_tls) == expected
