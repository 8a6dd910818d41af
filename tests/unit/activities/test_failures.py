"""Temporal's failures as a person reads them."""

import pytest
from temporalio.exceptions import ApplicationError

from activities.common.error_translation import error_info_of
from domain.error_info import ErrorInfo


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("input_rejected", ErrorInfo(code="input_rejected", message="no")),
        ("unavailable", ErrorInfo(code="unavailable", message="no", retryable=True)),
        ("InputRejected", ErrorInfo(code="internal_error", message="no")),
        ("ActivityPause", ErrorInfo(code="internal_error", message="no")),
        (None, ErrorInfo(code="internal_error", message="no")),
    ],
)
def test_a_code_is_one_of_ours_whoever_raised_it(kind: str | None, fault: ErrorInfo) -> None:
    assert error_info_of(ApplicationError("no", type=kind)) == fault


def test_what_caused_the_failure_does_not_speak_for_it() -> None:
    failure = ApplicationError("no", type="input_rejected")
    failure.__cause__ = ApplicationError("a secret", type="InputRejected")

    assert error_info_of(failure) == ErrorInfo(code="input_rejected", message="no")
