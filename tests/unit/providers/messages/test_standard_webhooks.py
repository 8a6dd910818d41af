"""Signatures by Standard Webhooks, as its library verifies them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook

from providers.messages.standard_webhooks import signatures

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.mark.parametrize("hours", [-8, 0, 1])
def test_a_signature_is_right_in_whatever_zone_the_database_tells_the_time(hours: int) -> None:
    now = datetime.now(UTC).astimezone(timezone(timedelta(hours=hours)))
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures((SECRET,), "msg_1", now, "{}"),
    }

    Webhook(SECRET).verify("{}", signed)
