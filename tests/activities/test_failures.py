"""Temporal's failures as a person reads them."""

import pytest
from temporalio.exceptions import ApplicationError

from activities.failures import fault_of
from domain.faults import Fault


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("input_rejected", Fault(code="input_rejected", message="no")),
        ("unavailable", Fault(code="unavailable", message="no", retryable=True)),
        ("InputRejected", Fault(code="internal_error", message="no")),
        ("ActivityPause", Fault(code="internal_error", message="no")),
        (None, Fault(code="internal_error", message="no")),
    ],
)
def test_a_code_is_one_of_ours_whoever_raised_it(kind: str | None, fault: Fault) -> None:
    assert fault_of(ApplicationError("no", type=kind)) == fault


def test_what_caused_the_failure_does_not_speak_for_it() -> None:
    failure = ApplicationError("no", type="input_rejected")
    failure.__cause__ = ApplicationError("a secret", type="InputRejected")

    assert fault_of(failure) == Fault(code="input_rejected", message="no")
